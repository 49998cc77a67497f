import { exportReport } from '@/lib/domain/query-report-exports'
import { download } from '@/lib/http/download'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ReportNdjsonQuery } from '@/lib/wire/query-reports'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'results:read',
  params: IdParams,
  query: ReportNdjsonQuery,
  run: async ({ viewer, params, query, request, address }) => {
    const of = { query_id: params.id }
    const taken = { format: 'ndjson', address, signal: request.signal } as const
    return download(await exportReport(viewer, of, query, taken))
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
