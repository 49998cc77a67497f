import { listCampaigns } from '@/lib/domain/campaigns'
import { listRunsOf } from '@/lib/domain/runs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { CampaignListQuery, CampaignListReply } from '@/lib/wire/campaign-lists'
import { pageOf } from '@/lib/wire/paging'

export const GET = userRoute({
  action: 'campaigns:read',
  query: CampaignListQuery,
  reply: CampaignListReply,
  run: async ({ viewer, query }) => {
    const { campaigns, count } = await listCampaigns(viewer, query)
    const runs = query.by_run ? await listRunsOf(viewer, campaigns) : []
    return { campaigns, runs, ...pageOf(query, count) }
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
