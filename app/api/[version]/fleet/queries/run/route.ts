import { runCampaign } from '@/lib/domain/campaign-start'
import { refused } from '@/lib/http/errors'
import { requestKeyOf } from '@/lib/http/request-key'
import { userRoute } from '@/lib/http/user-route'
import { RunBody, RunReply } from '@/lib/wire/campaigns'
import { selectionOf } from '@/lib/wire/targets'

export const POST = userRoute({
  action: 'campaigns:run_saved',
  body: RunBody,
  reply: RunReply,
  run: ({ viewer, body, address, request }) => {
    const key = requestKeyOf(request, 'queries/run', body)
    return runCampaign(viewer, { ...body, selected: selectionOf(body) }, address, key)
  },
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
