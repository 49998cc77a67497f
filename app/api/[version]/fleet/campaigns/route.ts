import { listCampaigns } from '@/lib/domain/campaigns'
import { userRoute } from '@/lib/http/user-route'
import { CampaignListQuery, CampaignsReply } from '@/lib/wire/campaigns'
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
