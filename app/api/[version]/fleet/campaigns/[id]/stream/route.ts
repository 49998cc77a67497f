import { grantCampaign } from '@/lib/domain/campaign-deeds'
import { watch } from '@/lib/domain/watch'
import { refused } from '@/lib/http/errors'
import { sse } from '@/lib/http/sse'
import { IdParams } from '@/lib/wire/values'

export const dynamic = 'force-dynamic'

export const GET = sse({
  action: 'campaigns:read',
  params: IdParams,
  grant: (viewer, { id }) => grantCampaign(viewer, id),
  run: ({ id }, { scope_teams }, { after, signal }) => watch(id, { after, scope_teams, signal }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
