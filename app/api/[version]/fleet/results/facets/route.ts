import { readFacets } from '@/lib/domain/result-facets'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { FacetsQuery, FacetsReply } from '@/lib/wire/result-facets'

export const GET = userRoute({
  action: 'results:read',
  query: FacetsQuery,
  reply: FacetsReply,
  run: ({ viewer, query, request }) => readFacets(viewer, query, request.signal),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
