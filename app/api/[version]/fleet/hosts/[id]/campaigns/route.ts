import { listCampaignsOfHost } from '@/lib/domain/host-queries'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { HostCampaigns } from '@/lib/wire/host-queries'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  reply: HostCampaigns,
  run: async ({ viewer, params }) => ({ campaigns: await listCampaignsOfHost(viewer, params.id) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
