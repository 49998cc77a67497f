import { testDestination } from '@/lib/domain/destination-trials'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { DestinationTestReply } from '@/lib/wire/destinations'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'destinations:write',
  params: IdParams,
  reply: DestinationTestReply,
  run: ({ viewer, params, address }) => testDestination(viewer, params.id, address),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
