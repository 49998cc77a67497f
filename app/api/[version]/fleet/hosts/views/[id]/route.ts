import { deleteHostView } from '@/lib/domain/host-views'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { IdParams, Nothing } from '@/lib/wire/values'

export const DELETE = userRoute({
  action: 'hosts:refetch',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params }) => {
    await deleteHostView(viewer, params.id)
    return {}
  },
})

export const { GET, POST, PUT, PATCH } = refused('DELETE')
