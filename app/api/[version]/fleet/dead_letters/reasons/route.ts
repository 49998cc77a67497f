import { readDeadLetterReasons } from '@/lib/domain/dead-letters'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { DeadLetterReasons, DeadLetterReasonsQuery } from '@/lib/wire/dead-letters'

export const GET = userRoute({
  action: 'results:read',
  query: DeadLetterReasonsQuery,
  reply: DeadLetterReasons,
  run: ({ viewer, query }) => readDeadLetterReasons(viewer, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
