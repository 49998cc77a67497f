import { listTicks } from '@/lib/domain/results-ticks'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { TicksQuery, TicksReply } from '@/lib/wire/results-changes'

export const GET = userRoute({
  action: 'results:read',
  query: TicksQuery,
  reply: TicksReply,
  run: ({ viewer, query }) => listTicks(viewer, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
