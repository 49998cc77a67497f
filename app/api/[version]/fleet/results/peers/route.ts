import { listPeers } from '@/lib/domain/results-peers'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PeersQuery, PeersReply } from '@/lib/wire/results-peers'

export const GET = userRoute({
  action: 'results:read',
  query: PeersQuery,
  reply: PeersReply,
  run: ({ viewer, query }) => listPeers(viewer, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
