import { replayDestination } from '@/lib/domain/destination-replays'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { DestinationReplay, DestinationReplayReply } from '@/lib/wire/destinations'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'destinations:write',
  params: IdParams,
  body: DestinationReplay,
  reply: DestinationReplayReply,
  run: ({ viewer, params, body, address }) => replayDestination(viewer, params.id, body, address),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
