import { diffCampaigns } from '@/lib/domain/campaign-diffs'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { DiffQuery, DiffReply } from '@/lib/wire/campaign-diffs'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  query: DiffQuery,
  reply: DiffReply,
  run: ({ viewer, params, query }) => diffCampaigns(viewer, params.id, query),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
