import { preflightCampaign } from '@/lib/domain/campaign-preflight'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { Preflight } from '@/lib/wire/campaign-preflight'
import { RunBody } from '@/lib/wire/campaigns'
import { selectionOf } from '@/lib/wire/targets'

export const POST = userRoute({
  action: 'campaigns:run_saved',
  body: RunBody,
  reply: Preflight,
  run: ({ viewer, body }) => preflightCampaign(viewer, { ...body, selected: selectionOf(body) }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
