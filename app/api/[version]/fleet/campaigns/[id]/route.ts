import { readCampaign } from '@/lib/domain/campaigns'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { CampaignReply } from '@/lib/wire/campaigns'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  reply: CampaignReply,
  run: async ({ viewer, params }) => ({ campaign: await readCampaign(viewer, params.id) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
