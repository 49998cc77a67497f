import { checkOptions } from '@/lib/domain/agent-options'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { OptionsCheck, OptionsChecked } from '@/lib/wire/agent-options'

export const POST = userRoute({
  action: 'options:read',
  body: OptionsCheck,
  reply: OptionsChecked,
  run: async ({ viewer, body }) => checkOptions(viewer, body),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
