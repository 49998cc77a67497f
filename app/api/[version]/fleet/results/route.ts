import { listResults } from '@/lib/domain/results'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ResultsQuery, ResultsReply } from '@/lib/wire/results'

export const GET = userRoute({
  action: 'results:read',
  query: ResultsQuery,
  reply: ResultsReply,
  run: async ({ viewer, query }) => listResults(viewer, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
