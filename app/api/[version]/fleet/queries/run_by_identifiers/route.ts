import { runCampaign } from '@/lib/domain/campaign-start'
import { selectByIdentifiers } from '@/lib/domain/campaign-targets'
import { refused } from '@/lib/http/errors'
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

export const { GET, PUT, PATCH, DELETE } = refused('POST')
