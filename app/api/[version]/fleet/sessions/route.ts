import { deleteSessions, listSessionsFor } from '@/lib/domain/sessions-admin'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { SessionList, SessionQuery, SessionsEnd, SessionsEnded } from '@/lib/wire/sessions'

export const GET = userRoute({
  action: 'me:read',
  query: SessionQuery,
  reply: SessionList,
  run: async ({ viewer, query }) => ({ sessions: await listSessionsFor(viewer, query) }),
})

export const DELETE = userRoute({
  action: 'me:write',
  query: SessionsEnd,
  reply: SessionsEnded,
  run: async ({ viewer, query, address }) => ({
    ended: await deleteSessions(viewer, query, address),
  }),
})

export const { POST, PUT, PATCH } = refused('GET', 'DELETE')
