import { deleteTeam, getTeam, patchTeam } from '@/lib/domain/teams'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { TeamDeleteQuery, TeamPatch, TeamReply } from '@/lib/wire/teams'
import { IdParams, Nothing } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'teams:read',
  params: IdParams,
  reply: TeamReply,
  run: async ({ viewer, params }) => ({ team: await getTeam(viewer, params.id) }),
})

// Agent options are written by other roles than the rest, so the door asks for a reader only.
export const PATCH = userRoute({
  action: 'teams:read',
  params: IdParams,
  body: TeamPatch,
  reply: TeamReply,
  run: async ({ viewer, params, body, address }) => ({
    team: await patchTeam(viewer, params.id, body, address),
  }),
})

export const DELETE = userRoute({
  action: 'teams:write',
  params: IdParams,
  query: TeamDeleteQuery,
  reply: Nothing,
  run: async ({ viewer, params, query, address }) => {
    await deleteTeam(viewer, params.id, { ...query, address })
    return {}
  },
})

export const { POST, PUT } = refused('GET', 'PATCH', 'DELETE')
