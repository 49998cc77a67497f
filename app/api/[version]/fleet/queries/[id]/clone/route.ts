import { cloneQuery } from '@/lib/domain/query-bulk'
import { summaryOf } from '@/lib/domain/query-listing'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { QueryClone, QueryReply } from '@/lib/wire/queries'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'queries:write',
  params: IdParams,
  body: QueryClone,
  reply: QueryReply,
  status: 201,
  run: async ({ viewer, params, body, address }) => ({
    query: await summaryOf(viewer, await cloneQuery(viewer, params.id, body, address)),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
