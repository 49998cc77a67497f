import { askAgain } from '@/lib/domain/campaign-again'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { AgainBody } from '@/lib/wire/campaign-lists'
import { RunReply } from '@/lib/wire/campaigns'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'campaigns:run_saved',
  params: IdParams,
  body: AgainBody,
  reply: RunReply,
  run: ({ viewer, params, body, address }) => askAgain(viewer, params.id, body, address),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
