import { deleteQueries } from '@/lib/domain/query-bulk'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { QueriesDelete, QueriesDeleted } from '@/lib/wire/queries'

export const POST = userRoute({
  action: 'queries:write',
  body: QueriesDelete,
  reply: QueriesDeleted,
  run: async ({ viewer, body, address }) => ({
    deleted: await deleteQueries(viewer, body.ids, address),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
