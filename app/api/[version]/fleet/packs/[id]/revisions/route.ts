import { listRevisions } from '@/lib/domain/revisions'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { pageOf } from '@/lib/wire/paging'
import { RevisionList, RevisionListQuery } from '@/lib/wire/revisions'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'packs:read',
  params: IdParams,
  query: RevisionListQuery,
  reply: RevisionList,
  run: async ({ viewer, params, query }) => {
    const { revisions, count } = await listRevisions(viewer, params.id, query)
    return { revisions, ...pageOf(query, count) }
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
