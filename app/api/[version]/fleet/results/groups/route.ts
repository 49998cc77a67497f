import { listResultGroups } from '@/lib/domain/result-groups'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ResultGroupsQuery, ResultGroupsReply } from '@/lib/wire/result-groups'

export const GET = userRoute({
  action: 'results:read',
  query: ResultGroupsQuery,
  reply: ResultGroupsReply,
  run: ({ viewer, query, request }) => listResultGroups(viewer, query, request.signal),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
