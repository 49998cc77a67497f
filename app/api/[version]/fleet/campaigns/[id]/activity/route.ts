import { readDeeds } from '@/lib/domain/campaign-deeds'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { CampaignDeedsReply } from '@/lib/wire/campaign-lists'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  reply: CampaignDeedsReply,
  run: async ({ viewer, params }) => ({ activities: await readDeeds(viewer, params.id) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
