import { countTargets, listTargets } from '@/lib/domain/campaign-targets'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { selectionOf, TargetsReply, TargetsSearchBody, targetsCount } from '@/lib/wire/targets'

export const POST = userRoute({
  action: 'campaigns:run_saved',
  body: TargetsSearchBody,
  reply: TargetsReply,
  run: async ({ viewer, body }) => {
    const [targets, counts] = await Promise.all([
      listTargets(viewer, body.query),
      countTargets(viewer, selectionOf(body), body),
    ])
    return { targets, ...targetsCount(counts) }
  },
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
