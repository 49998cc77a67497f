import { listResults } from '@/lib/domain/results'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ResultsQuery } from '@/lib/wire/result-filters'
import { ResultsReply } from '@/lib/wire/results'

export const GET = userRoute({
  action: 'results:read',
  query: ResultsQuery,
  reply: ResultsReply,
  run: ({ viewer, query, request }) => listResults(viewer, query, request.signal),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
