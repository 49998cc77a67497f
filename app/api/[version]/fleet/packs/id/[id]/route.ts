import { deletePack } from '@/lib/domain/packs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { IdParams, Nothing } from '@/lib/wire/values'

export const DELETE = userRoute({
  action: 'packs:write',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    await deletePack(viewer, params.id, address)
    return {}
  },
})

export const { GET, POST, PUT, PATCH } = refused('DELETE')
