import { hostQueryReport } from '@/lib/domain/query-reports'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostQueryParams, HostQueryReport } from '@/lib/wire/query-reports'

export const GET = userRoute({
  action: 'results:read',
  params: HostQueryParams,
  reply: HostQueryReport,
  run: async ({ viewer, params }) => hostQueryReport(viewer, params.id, params.query_id),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
