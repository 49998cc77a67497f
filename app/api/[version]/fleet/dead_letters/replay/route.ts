import { replayDeadLetters } from '@/lib/domain/dead-letter-replay'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { ReplayBody, ReplayReply } from '@/lib/wire/dead-letters'

export const POST = userRoute({
  action: 'results:write',
  body: ReplayBody,
  reply: ReplayReply,
  run: ({ viewer, body, address }) => replayDeadLetters(viewer, body, address),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
