import { readOptionRevision } from '@/lib/domain/agent-options-revisions'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { OptionsQuery, OptionsRevisionParams, OptionsRevisionReply } from '@/lib/wire/agent-options'

export const GET = userRoute({
  action: 'options:read',
  params: OptionsRevisionParams,
  query: OptionsQuery,
  reply: OptionsRevisionReply,
  run: async ({ viewer, params, query }) => ({
    revision: await readOptionRevision(viewer, query.team_id ?? null, params.number),
  }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
