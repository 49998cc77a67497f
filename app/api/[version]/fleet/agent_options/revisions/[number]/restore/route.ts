import { getAgentOptions } from '@/lib/domain/agent-options'
import { restoreOptions } from '@/lib/domain/agent-options-revisions'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { OptionsReply, OptionsRestore, OptionsRevisionParams } from '@/lib/wire/agent-options'

export const POST = userRoute({
  action: 'options:write',
  params: OptionsRevisionParams,
  body: OptionsRestore,
  reply: OptionsReply,
  run: async ({ viewer, params, body, address }) => {
    await restoreOptions(viewer, params.number, body, address)
    return getAgentOptions(viewer, body.team_id ?? null)
  },
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
