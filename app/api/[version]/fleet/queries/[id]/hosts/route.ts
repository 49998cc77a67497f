import { listQueryHosts } from '@/lib/domain/query-hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { QueryHosts, QueryHostsQuery } from '@/lib/wire/query-hosts'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'results:read',
  params: IdParams,
  query: QueryHostsQuery,
  reply: QueryHosts,
  run: ({ viewer, params, query }) => listQueryHosts(viewer, { query_id: params.id }, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
