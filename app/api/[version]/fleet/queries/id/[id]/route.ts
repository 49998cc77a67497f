import { deleteQuery } from '@/lib/domain/queries'
import { refused } from '@/lib/http/errors'
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

export const { GET, POST, PUT, PATCH } = refused('DELETE')
