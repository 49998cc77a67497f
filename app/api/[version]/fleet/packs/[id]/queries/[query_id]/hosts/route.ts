import { listQueryHosts } from '@/lib/domain/query-hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { QueryHosts, QueryHostsQuery } from '@/lib/wire/query-hosts'
import { PackQueryParams } from '@/lib/wire/query-reports'

export const GET = userRoute({
  action: 'results:read',
  params: PackQueryParams,
  query: QueryHostsQuery,
  reply: QueryHosts,
  run: ({ viewer, params: { id, query_id }, query }) =>
    listQueryHosts(viewer, { pack_id: id, pack_query_id: query_id }, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
