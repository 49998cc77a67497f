import { queryReport } from '@/lib/domain/query-reports'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackQueryParams, QueryReport, ReportQuery } from '@/lib/wire/query-reports'

export const GET = userRoute({
  action: 'results:read',
  params: PackQueryParams,
  query: ReportQuery,
  reply: QueryReport,
  run: ({ viewer, params: { id, query_id }, query }) =>
    queryReport(viewer, { pack_id: id, pack_query_id: query_id }, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
