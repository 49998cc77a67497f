import { createTeam, listTeams } from '@/lib/domain/teams'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { pageOf } from '@/lib/wire/paging'
import { TeamCreate, TeamList, TeamQuery, TeamReply } from '@/lib/wire/teams'

export const GET = userRoute({
  action: 'teams:read',
  query: TeamQuery,
  reply: TeamList,
  run: async ({ viewer, query }) => {
    const { teams, count } = await listTeams(viewer, query)
    return { teams, ...pageOf(query, count) }
  },
})

export const POST = userRoute({
  action: 'teams:write',
  body: TeamCreate,
  reply: TeamReply,
  status: 201,
  run: async ({ viewer, body, address }) => ({ team: await createTeam(viewer, body, address) }),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
