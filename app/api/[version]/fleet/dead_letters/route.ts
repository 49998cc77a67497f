import { listDeadLetters } from '@/lib/domain/results'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { DeadLettersQuery, DeadLettersReply } from '@/lib/wire/results'

export const GET = userRoute({
  action: 'results:read',
  query: DeadLettersQuery,
  reply: DeadLettersReply,
  run: async ({ viewer, query }) => listDeadLetters(viewer, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
