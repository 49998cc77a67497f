import { listChanges } from '@/lib/domain/results-changes'
import { listNetChanges } from '@/lib/domain/results-net'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ChangesQuery, ChangesReply } from '@/lib/wire/results-changes'

export const GET = userRoute({
  action: 'results:read',
  query: ChangesQuery,
  reply: ChangesReply,
  run: ({ viewer, query }) =>
    query.net === 'true' ? listNetChanges(viewer, query) : listChanges(viewer, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
