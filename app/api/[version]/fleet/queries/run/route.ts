import { runCampaign } from '@/lib/domain/campaign-start'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { RunBody, RunReply } from '@/lib/wire/campaigns'
import { selectionOf } from '@/lib/wire/targets'

export const POST = userRoute({
  action: 'campaigns:run_saved',
  body: RunBody,
  reply: RunReply,
  run: ({ viewer, body, address }) =>
    runCampaign(viewer, { ...body, selected: selectionOf(body) }, address),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
