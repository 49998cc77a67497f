import { patchTeamUsers } from '@/lib/domain/teams'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { TeamReply, TeamUsersPatch } from '@/lib/wire/teams'
import { IdParams } from '@/lib/wire/values'

export const PATCH = userRoute({
  action: 'members:write',
  params: IdParams,
  body: TeamUsersPatch,
  reply: TeamReply,
  run: async ({ viewer, params, body, address }) => ({
    team: await patchTeamUsers(viewer, params.id, body, address),
  }),
})

export const { GET, POST, PUT, DELETE } = refused('PATCH')
