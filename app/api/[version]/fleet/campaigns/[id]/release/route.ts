import { release } from '@/lib/domain/campaigns'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { CampaignReply } from '@/lib/wire/campaigns'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'campaigns:stop_own',
  params: IdParams,
  reply: CampaignReply,
  run: async ({ viewer, params, address }) => ({
    campaign: await release(viewer, params.id, address),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
