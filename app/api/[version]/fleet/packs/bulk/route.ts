import { changePacks } from '@/lib/domain/pack-bulk'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { PackBulk, PackBulkReply } from '@/lib/wire/pack-listing'

export const POST = userRoute({
  action: 'packs:write',
  body: PackBulk,
  reply: PackBulkReply,
  run: ({ viewer, body, address }) => changePacks(viewer, body, address),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
