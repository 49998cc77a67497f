import { askHosts } from '@/lib/domain/campaign-wait'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { QueryRunBody, QueryRunReply } from '@/lib/wire/campaigns'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'campaigns:run_saved',
  params: IdParams,
  body: QueryRunBody,
  reply: QueryRunReply,
  run: ({ viewer, params, body, address, request }) =>
    askHosts(viewer, { query_id: params.id, ...body }, { address, signal: request.signal }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
