import { listHostsOf } from '@/lib/domain/campaigns'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { CampaignHostsQuery } from '@/lib/wire/campaign-lists'
import { CampaignHostsReply } from '@/lib/wire/campaigns'
import { pageOf } from '@/lib/wire/paging'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  query: CampaignHostsQuery,
  reply: CampaignHostsReply,
  run: async ({ viewer, params, query }) => {
    const { hosts, count } = await listHostsOf(viewer, params.id, query)
    return { hosts, ...pageOf(query, count) }
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
