import { search } from '@/lib/domain/search'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { SearchQuery, SearchReply } from '@/lib/wire/frame'

export const GET = userRoute({
  action: 'me:read',
  query: SearchQuery,
  reply: SearchReply,
  run: ({ viewer, query }) => search(viewer, query.q),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
