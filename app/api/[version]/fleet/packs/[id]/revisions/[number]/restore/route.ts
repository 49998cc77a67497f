import { restoreRevision } from '@/lib/domain/revisions'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackReply } from '@/lib/wire/packs'
import { RestoreInput, RevisionParams } from '@/lib/wire/revisions'

export const POST = userRoute({
  action: 'packs:write',
  params: RevisionParams,
  body: RestoreInput,
  reply: PackReply,
  run: async ({ viewer, params, body, address }) => ({
    pack: await restoreRevision(viewer, params, body, address),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
