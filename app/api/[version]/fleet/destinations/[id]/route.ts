import { changeDestination, deleteDestination, getDestination } from '@/lib/domain/destinations'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { DestinationPatch, DestinationReply } from '@/lib/wire/destinations'
import { IdParams, Nothing } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'destinations:read',
  params: IdParams,
  reply: DestinationReply,
  run: async ({ viewer, params }) => ({ destination: await getDestination(viewer, params.id) }),
})

export const PATCH = userRoute({
  action: 'destinations:write',
  params: IdParams,
  body: DestinationPatch,
  reply: DestinationReply,
  run: async ({ viewer, params, body, address }) => ({
    destination: await changeDestination(viewer, params.id, body, address),
  }),
})

export const DELETE = userRoute({
  action: 'destinations:write',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    await deleteDestination(viewer, params.id, address)
    return {}
  },
})

export const { POST, PUT } = refused('GET', 'PATCH', 'DELETE')
