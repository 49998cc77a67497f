import { getAgentOptions } from '@/lib/domain/agent-options'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { OptionsQuery, OptionsReply } from '@/lib/wire/agent-options'

export const GET = userRoute({
  action: 'options:read',
  query: OptionsQuery,
  reply: OptionsReply,
  run: ({ viewer, query }) => getAgentOptions(viewer, query.team_id ?? null),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
