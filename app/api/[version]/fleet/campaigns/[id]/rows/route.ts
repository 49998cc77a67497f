import { readRows } from '@/lib/domain/campaign-rows'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { RowsQuery, RowsReply } from '@/lib/wire/campaign-rows'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  query: RowsQuery,
  reply: RowsReply,
  run: ({ viewer, params, query }) => readRows(viewer, params.id, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
