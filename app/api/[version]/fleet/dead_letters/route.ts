import { listDeadLetters } from '@/lib/domain/dead-letters'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { DeadLettersQuery, DeadLettersReply } from '@/lib/wire/dead-letters'

export const GET = userRoute({
  action: 'results:read',
  query: DeadLettersQuery,
  reply: DeadLettersReply,
  run: async ({ viewer, query }) => listDeadLetters(viewer, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
