import { createToken, listTokens } from '@/lib/domain/tokens'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { TokenCreate, TokenCreated, TokenList } from '@/lib/wire/tokens'

export const GET = userRoute({
  action: 'me:read',
  reply: TokenList,
  run: async ({ viewer }) => ({ tokens: await listTokens(viewer) }),
})

export const POST = userRoute({
  action: 'me:write',
  body: TokenCreate,
  reply: TokenCreated,
  status: 201,
  run: ({ viewer, body, address }) => createToken(viewer, body, address),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
