import { listStatusLogs } from '@/lib/domain/status-lines'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { StatusLinesQuery, StatusLinesReply } from '@/lib/wire/status-lines'

export const GET = userRoute({
  action: 'results:read',
  query: StatusLinesQuery,
  reply: StatusLinesReply,
  run: async ({ viewer, query }) => listStatusLogs(viewer, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
