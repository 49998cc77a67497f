import { listCampaigns } from '@/lib/domain/campaigns'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { CampaignListQuery } from '@/lib/wire/campaign-lists'
import { CampaignsReply } from '@/lib/wire/campaigns'
import { pageOf } from '@/lib/wire/paging'

export const GET = userRoute({
  action: 'campaigns:read',
  query: CampaignListQuery,
  reply: CampaignsReply,
  run: async ({ viewer, query }) => {
    const { campaigns, count } = await listCampaigns(viewer, query)
    return { campaigns, ...pageOf(query, count) }
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
