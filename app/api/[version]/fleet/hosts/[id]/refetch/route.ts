import { refetchHost } from '@/lib/domain/hosts'
import { userRoute } from '@/lib/http/user-route'
import { IdParams, Nothing } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'hosts:refetch',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params }) => {
    await refetchHost(viewer, params.id)
    return {}
  },
})
