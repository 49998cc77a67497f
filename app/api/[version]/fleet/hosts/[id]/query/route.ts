import { askHost } from '@/lib/domain/campaign-wait'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostQueryBody, HostQueryReply } from '@/lib/wire/campaigns'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'campaigns:run_sql',
  params: IdParams,
  body: HostQueryBody,
  reply: HostQueryReply,
  run: ({ viewer, params, body, address, request }) =>
    askHost(viewer, { host_id: params.id, ...body }, { address, signal: request.signal }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
