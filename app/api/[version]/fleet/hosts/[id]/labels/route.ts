import { listLabelsOfHost } from '@/lib/domain/hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostLabelsReply } from '@/lib/wire/host-labels'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'hosts:read',
  params: IdParams,
  reply: HostLabelsReply,
  run: async ({ viewer, params }) => ({ labels: await listLabelsOfHost(viewer, params.id) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
