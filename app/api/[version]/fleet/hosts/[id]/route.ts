import { deleteHost } from '@/lib/domain/host-bulk'
import { readHost } from '@/lib/domain/hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostReply } from '@/lib/wire/hosts'
import { IdParams, Nothing } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'hosts:read',
  params: IdParams,
  reply: HostReply,
  run: async ({ viewer, params }) => ({ host: await readHost(viewer, params.id) }),
})

export const DELETE = userRoute({
  action: 'hosts:write',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    await deleteHost(viewer, params.id, address)
    return {}
  },
})

export const { POST, PUT, PATCH } = refused('GET', 'DELETE')
