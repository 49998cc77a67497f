import { hostQueryReport } from '@/lib/domain/query-reports'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostQueryParams, HostQueryReport, HostReportQuery } from '@/lib/wire/query-reports'

export const GET = userRoute({
  action: 'results:read',
  params: HostQueryParams,
  query: HostReportQuery,
  reply: HostQueryReport,
  run: ({ viewer, params, query }) => hostQueryReport(viewer, params.id, params.query_id, query.at),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
