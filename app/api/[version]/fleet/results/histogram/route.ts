import { readHistogram } from '@/lib/domain/result-histogram'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HistogramQuery, HistogramReply } from '@/lib/wire/result-histogram'

export const GET = userRoute({
  action: 'results:read',
  query: HistogramQuery,
  reply: HistogramReply,
  run: ({ viewer, query, request }) => readHistogram(viewer, query, request.signal),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
