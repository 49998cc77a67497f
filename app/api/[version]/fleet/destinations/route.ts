import { addDestination, listDestinationsFor } from '@/lib/domain/destinations'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { DestinationCreate, DestinationList, DestinationReply } from '@/lib/wire/destinations'

export const GET = userRoute({
  action: 'destinations:read',
  reply: DestinationList,
  run: async ({ viewer }) => ({ destinations: await listDestinationsFor(viewer) }),
})

export const POST = userRoute({
  action: 'destinations:write',
  body: DestinationCreate,
  reply: DestinationReply,
  status: 201,
  run: async ({ viewer, body, address }) => ({
    destination: await addDestination(viewer, body, address),
  }),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
