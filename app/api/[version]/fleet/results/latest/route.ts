import { listLatest } from '@/lib/domain/results-latest'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { LatestQuery, LatestReply } from '@/lib/wire/results-latest'

export const GET = userRoute({
  action: 'results:read',
  query: LatestQuery,
  reply: LatestReply,
  run: ({ viewer, query }) => listLatest(viewer, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
