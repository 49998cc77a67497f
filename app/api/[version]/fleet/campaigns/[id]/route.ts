import { readCampaign } from '@/lib/domain/campaigns'
import { userRoute } from '@/lib/http/user-route'
import { CampaignReply } from '@/lib/wire/campaigns'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  reply: CampaignReply,
  run: async ({ viewer, params }) => ({ campaign: await readCampaign(viewer, params.id) }),
})
