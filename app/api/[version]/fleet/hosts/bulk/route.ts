import { changeHosts } from '@/lib/domain/host-bulk'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostBulk, HostBulkReply } from '@/lib/wire/host-bulk'

const bodyBytesMax = 1_500_000

export const POST = userRoute({
  action: 'hosts:refetch',
  body: HostBulk,
  body_bytes_max: bodyBytesMax,
  reply: HostBulkReply,
  run: ({ viewer, body, address }) => changeHosts(viewer, body, address),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
