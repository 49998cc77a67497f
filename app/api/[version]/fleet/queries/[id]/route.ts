import { deleteQuery, editQuery, readQueryByName } from '@/lib/domain/queries'
import { readQuerySummary, summaryOf } from '@/lib/domain/query-listing'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { QueryPatch, QueryReply } from '@/lib/wire/queries'
import { IdParams, NameParams, Nothing } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'queries:read',
  params: IdParams,
  reply: QueryReply,
  run: async ({ viewer, params }) => ({ query: await readQuerySummary(viewer, params.id) }),
})

export const PATCH = userRoute({
  action: 'queries:write',
  params: IdParams,
  body: QueryPatch,
  reply: QueryReply,
  run: async ({ viewer, params, body, address }) => ({
    query: await summaryOf(viewer, await editQuery(viewer, params.id, body, address)),
  }),
})

/** By name, as in Fleet; `/queries/id/{id}` takes the id. */
export const DELETE = userRoute({
  action: 'queries:write',
  params: NameParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    const { id } = await readQueryByName(viewer, params.id)
    await deleteQuery(viewer, id, address)
    return {}
  },
})

export const { POST, PUT } = refused('GET', 'PATCH', 'DELETE')
