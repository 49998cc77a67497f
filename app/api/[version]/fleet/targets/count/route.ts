import { countTargets } from '@/lib/domain/campaign-targets'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { selectionOf, TargetsBody, TargetsCount, targetsCount } from '@/lib/wire/targets'

export const POST = userRoute({
  action: 'campaigns:run_saved',
  body: TargetsBody,
  reply: TargetsCount,
  run: async ({ viewer, body }) =>
    targetsCount(await countTargets(viewer, selectionOf(body), body)),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
