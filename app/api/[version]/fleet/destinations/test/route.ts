import { testSettings } from '@/lib/domain/destination-trials'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { DestinationTestReply, DestinationTrial } from '@/lib/wire/destinations'

export const POST = userRoute({
  action: 'destinations:write',
  body: DestinationTrial,
  reply: DestinationTestReply,
  run: ({ viewer, body, address }) => testSettings(viewer, body, address),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
