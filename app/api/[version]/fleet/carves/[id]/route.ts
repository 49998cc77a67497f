import { deleteCarve, readCarve } from '@/lib/domain/carves'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { CarveReply } from '@/lib/wire/carves'
import { IdParams, Nothing } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'carves:read',
  params: IdParams,
  reply: CarveReply,
  run: async ({ viewer, params }) => ({ carve: await readCarve(viewer, params.id) }),
})

export const DELETE = userRoute({
  action: 'carves:write',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    await deleteCarve(viewer, params.id, address)
    return {}
  },
})

export const { POST, PUT, PATCH } = refused('GET', 'DELETE')
