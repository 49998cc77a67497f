import { readStatusGroups } from '@/lib/domain/status-lines'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { StatusGroups, StatusGroupsQuery } from '@/lib/wire/status-lines'

export const GET = userRoute({
  action: 'results:read',
  query: StatusGroupsQuery,
  reply: StatusGroups,
  run: ({ viewer, query }) => readStatusGroups(viewer, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
