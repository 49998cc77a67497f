import { readConflict } from '@/lib/domain/host-conflicts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ConflictReply } from '@/lib/wire/host-conflicts'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'hosts:read',
  params: IdParams,
  reply: ConflictReply,
  run: async ({ viewer, params }) => ({ conflict: await readConflict(viewer, params.id) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
