import { readRevision } from '@/lib/domain/revisions'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { RevisionParams, RevisionReply } from '@/lib/wire/revisions'

export const GET = userRoute({
  action: 'packs:read',
  params: RevisionParams,
  reply: RevisionReply,
  run: async ({ viewer, params: { id, number } }) => ({
    revision: await readRevision(viewer, id, number),
  }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
