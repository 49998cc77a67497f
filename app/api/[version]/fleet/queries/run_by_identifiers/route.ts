import { runCampaign } from '@/lib/domain/campaign-start'
import { selectByIdentifiers } from '@/lib/domain/campaign-targets'
import { refused } from '@/lib/http/errors'
import { requestKeyOf } from '@/lib/http/request-key'
import { userRoute } from '@/lib/http/user-route'
import { RunByIdentifiersBody, RunReply } from '@/lib/wire/campaigns'

export const POST = userRoute({
  action: 'campaigns:run_saved',
  body: RunByIdentifiersBody,
  reply: RunReply,
  run: async ({ viewer, body, address, request }) => {
    const key = requestKeyOf(request, 'queries/run_by_identifiers', body)
    const selected = await selectByIdentifiers(viewer, body.selected)
    return runCampaign(viewer, { ...body, selected }, address, key)
  },
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
