import { deleteQuery } from '@/lib/domain/queries'
import { userRoute } from '@/lib/http/user-route'
import { IdParams, Nothing } from '@/lib/wire/values'

export const DELETE = userRoute({
  action: 'queries:write',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    await deleteQuery(viewer, params.id, address)
    return {}
  },
})
