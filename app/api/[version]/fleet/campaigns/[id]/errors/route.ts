import { readErrors } from '@/lib/domain/campaign-errors'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { CampaignErrorsReply } from '@/lib/wire/campaign-lists'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'campaigns:read',
  params: IdParams,
  reply: CampaignErrorsReply,
  run: async ({ viewer, params }) => ({ errors: await readErrors(viewer, params.id) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
