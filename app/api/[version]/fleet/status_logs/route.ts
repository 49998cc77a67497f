import { listStatusLogs } from '@/lib/domain/results'
import { userRoute } from '@/lib/http/user-route'
import { StatusLinesQuery, StatusLinesReply } from '@/lib/wire/results'

export const GET = userRoute({
  action: 'results:read',
  query: StatusLinesQuery,
  reply: StatusLinesReply,
  run: async ({ viewer, query }) => listStatusLogs(viewer, query),
})
