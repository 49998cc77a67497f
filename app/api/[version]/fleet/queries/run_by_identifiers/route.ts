import { runCampaign } from '@/lib/domain/campaign-start'
import { selectByIdentifiers } from '@/lib/domain/campaign-targets'
import { userRoute } from '@/lib/http/user-route'
import { RunByIdentifiersBody, RunReply } from '@/lib/wire/campaigns'

export const POST = userRoute({
  action: 'campaigns:run_saved',
  body: RunByIdentifiersBody,
  reply: RunReply,
  run: async ({ viewer, body, address }) => {
    const selected = await selectByIdentifiers(viewer, body.selected)
    return runCampaign(viewer, { ...body, selected }, address)
  },
})
