import { switchDestination } from '@/lib/domain/destination-switches'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { DestinationReply } from '@/lib/wire/destinations'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'destinations:write',
  params: IdParams,
  reply: DestinationReply,
  run: async ({ viewer, params, address }) => ({
    destination: await switchDestination(viewer, params.id, true, address),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
