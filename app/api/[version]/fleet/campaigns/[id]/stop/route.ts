import { stop } from '@/lib/domain/campaigns'
import { userRoute } from '@/lib/http/user-route'
import { CampaignReply, StopBody } from '@/lib/wire/campaigns'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  body: StopBody,
  reply: CampaignReply,
  run: async ({ viewer, params, body, address }) => ({
    campaign: await stop(viewer, params.id, { ...body, address }),
  }),
})
