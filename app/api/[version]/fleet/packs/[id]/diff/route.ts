import { diffRevisions } from '@/lib/domain/revisions'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { DiffQuery, DiffReply } from '@/lib/wire/revisions'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'packs:read',
  params: IdParams,
  query: DiffQuery,
  reply: DiffReply,
  run: ({ viewer, params, query }) => diffRevisions(viewer, params.id, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
