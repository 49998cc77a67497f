import { listOptionFacts } from '@/lib/domain/agent-options'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { OptionFacts } from '@/lib/wire/agent-options'

export const GET = userRoute({
  action: 'options:read',
  reply: OptionFacts,
  run: async ({ viewer }) => listOptionFacts(viewer),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
