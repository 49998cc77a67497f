import { proveAgain } from '@/lib/domain/sign-in'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { SessionProof } from '@/lib/wire/sign-in'
import { Nothing } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'me:write',
  body: SessionProof,
  reply: Nothing,
  run: async ({ viewer, body, address }) => {
    await proveAgain(viewer, body.password, address)
    return {}
  },
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
