import { transferHosts } from '@/lib/domain/host-bulk'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostTransfer } from '@/lib/wire/hosts'
import { Nothing } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'hosts:write',
  body: HostTransfer,
  reply: Nothing,
  run: async ({ viewer, body, address }) => {
    await transferHosts(viewer, body, address)
    return {}
  },
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
