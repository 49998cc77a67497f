import { queryReport } from '@/lib/domain/query-reports'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { QueryReport, ReportQuery } from '@/lib/wire/query-reports'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'results:read',
  params: IdParams,
  query: ReportQuery,
  reply: QueryReport,
  run: ({ viewer, params, query }) => queryReport(viewer, { query_id: params.id }, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
