import { createTargetSet, listTargetSets } from '@/lib/domain/target-sets'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { TargetSetInput, TargetSetReply, TargetSetsReply } from '@/lib/wire/target-sets'

export const GET = userRoute({
  action: 'campaigns:run_saved',
  reply: TargetSetsReply,
  run: async ({ viewer }) => ({ target_sets: await listTargetSets(viewer) }),
})

export const POST = userRoute({
  action: 'campaigns:run_saved',
  body: TargetSetInput,
  reply: TargetSetReply,
  status: 201,
  run: async ({ viewer, body, address }) => ({
    target_set: await createTargetSet(viewer, body, address),
  }),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
