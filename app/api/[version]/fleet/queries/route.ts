import { createQuery } from '@/lib/domain/queries'
import { listQuerySummaries, summaryOf } from '@/lib/domain/query-listing'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { pageOf } from '@/lib/wire/paging'
import { QueryInput, QueryList, QueryListQuery, QueryReply } from '@/lib/wire/queries'

export const GET = userRoute({
  action: 'queries:read',
  query: QueryListQuery,
  reply: QueryList,
  run: async ({ viewer, query }) => {
    const { queries, count, inherited } = await listQuerySummaries(viewer, query)
    return { queries, inherited_query_count: inherited, ...pageOf(query, count) }
  },
})

export const POST = userRoute({
  action: 'queries:write',
  body: QueryInput,
  reply: QueryReply,
  run: async ({ viewer, body, address }) => ({
    query: await summaryOf(viewer, await createQuery(viewer, body, address)),
  }),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
