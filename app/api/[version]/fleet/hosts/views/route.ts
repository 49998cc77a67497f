import { keepView, listViews } from '@/lib/domain/views'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostViewInput, HostViewReply, HostViewsReply } from '@/lib/wire/host-views'

export const GET = userRoute({
  action: 'hosts:read',
  reply: HostViewsReply,
  run: async ({ viewer }) => ({ host_views: await listViews(viewer, 'hosts') }),
})

export const POST = userRoute({
  action: 'hosts:refetch',
  body: HostViewInput,
  reply: HostViewReply,
  status: 201,
  run: async ({ viewer, body }) => ({ host_view: await keepView(viewer, 'hosts', body) }),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
