import { deleteLetters, listLettersFor } from '@/lib/domain/destination-replays'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import {
  DestinationDeadLetterList,
  DestinationDeadLettersDelete,
  DestinationDeadLettersDeleted,
  DestinationDeadLettersQuery,
} from '@/lib/wire/destinations'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'destinations:read',
  params: IdParams,
  query: DestinationDeadLettersQuery,
  reply: DestinationDeadLetterList,
  run: ({ viewer, params, query }) => listLettersFor(viewer, params.id, query),
})

export const DELETE = userRoute({
  action: 'destinations:write',
  params: IdParams,
  body: DestinationDeadLettersDelete,
  reply: DestinationDeadLettersDeleted,
  run: async ({ viewer, params, body, address }) => ({
    deleted: await deleteLetters(viewer, params.id, body.ids, address),
  }),
})

export const { POST, PUT, PATCH } = refused('GET', 'DELETE')
