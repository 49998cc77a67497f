import { search } from '@/lib/domain/search'
import { userRoute } from '@/lib/http/user-route'
import { SearchQuery, SearchReply } from '@/lib/wire/frame'

export const GET = userRoute({
  action: 'me:read',
  query: SearchQuery,
  reply: SearchReply,
  run: ({ viewer, query }) => search(viewer, query.q),
})
