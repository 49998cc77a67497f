import { stop } from '@/lib/domain/campaigns'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { CampaignReply, StopBody } from '@/lib/wire/campaigns'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'campaigns:stop_own',
  params: IdParams,
  body: StopBody,
  reply: CampaignReply,
  run: async ({ viewer, params, body, address }) => ({
    campaign: await stop(viewer, params.id, { ...body, address }),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
