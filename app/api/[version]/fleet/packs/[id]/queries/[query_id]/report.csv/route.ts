import { exportReport } from '@/lib/domain/query-report-exports'
import { download } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackQueryParams, ReportCsvQuery } from '@/lib/wire/query-reports'

export const GET = userRoute({
  action: 'results:read',
  params: PackQueryParams,
  query: ReportCsvQuery,
  run: async ({ viewer, params, query, request, address }) => {
    const of = { pack_id: params.id, pack_query_id: params.query_id }
    const taken = { format: 'csv', address, signal: request.signal } as const
    return download(await exportReport(viewer, of, query, taken))
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
