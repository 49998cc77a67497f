import { keepView, listViews } from '@/lib/domain/views'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ResultViewInput, ResultViewReply, ResultViewsReply } from '@/lib/wire/result-views'

export const GET = userRoute({
  action: 'results:read',
  reply: ResultViewsReply,
  run: async ({ viewer }) => ({ result_views: await listViews(viewer, 'results') }),
})

export const POST = userRoute({
  action: 'hosts:refetch',
  body: ResultViewInput,
  reply: ResultViewReply,
  status: 201,
  run: async ({ viewer, body }) => ({ result_view: await keepView(viewer, 'results', body) }),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
