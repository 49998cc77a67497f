import { reopenConflict } from '@/lib/domain/host-conflicts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ConflictReply } from '@/lib/wire/host-conflicts'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'hosts:write',
  params: IdParams,
  reply: ConflictReply,
  run: async ({ viewer, params, address }) => ({
    conflict: await reopenConflict(viewer, params.id, address),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
