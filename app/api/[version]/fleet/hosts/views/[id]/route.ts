import { deleteView } from '@/lib/domain/views'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { IdParams, Nothing } from '@/lib/wire/values'

export const DELETE = userRoute({
  action: 'hosts:refetch',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params }) => {
    await deleteView(viewer, 'hosts', params.id)
    return {}
  },
})

export const { GET, POST, PUT, PATCH } = refused('DELETE')
