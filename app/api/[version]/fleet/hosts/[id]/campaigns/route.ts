import { listCampaignsOfHost } from '@/lib/domain/host-queries'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostCampaigns, HostCampaignsQuery } from '@/lib/wire/host-queries'
import { pageOf } from '@/lib/wire/paging'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  query: HostCampaignsQuery,
  reply: HostCampaigns,
  run: async ({ viewer, params, query }) => {
    const { campaigns, count } = await listCampaignsOfHost(viewer, params.id, query)
    return { campaigns, ...pageOf(query, count) }
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
