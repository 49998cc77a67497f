import { settleConflicts } from '@/lib/domain/host-conflicts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ConflictBulk, ConflictBulkReply } from '@/lib/wire/host-conflicts'

export const POST = userRoute({
  action: 'hosts:write',
  body: ConflictBulk,
  reply: ConflictBulkReply,
  run: async ({ viewer, body, address }) => ({
    changed: await settleConflicts(viewer, body, address),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
