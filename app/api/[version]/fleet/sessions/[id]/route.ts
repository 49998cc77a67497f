import { deleteSession } from '@/lib/domain/sessions-admin'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { IdParams, Nothing } from '@/lib/wire/values'

export const DELETE = userRoute({
  action: 'me:write',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    await deleteSession(viewer, params.id, address)
    return {}
  },
})

export const { GET, POST, PUT, PATCH } = refused('DELETE')
