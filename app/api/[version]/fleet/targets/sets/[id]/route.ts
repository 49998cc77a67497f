import { deleteTargetSet, editTargetSet } from '@/lib/domain/target-sets'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { TargetSetPatch, TargetSetReply } from '@/lib/wire/target-sets'
import { IdParams, Nothing } from '@/lib/wire/values'

export const PATCH = userRoute({
  action: 'campaigns:run_saved',
  params: IdParams,
  body: TargetSetPatch,
  reply: TargetSetReply,
  run: async ({ viewer, params, body, address }) => ({
    target_set: await editTargetSet(viewer, params.id, body, address),
  }),
})

export const DELETE = userRoute({
  action: 'campaigns:run_saved',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    await deleteTargetSet(viewer, params.id, address)
    return {}
  },
})

export const { GET, PUT, POST } = refused('PATCH', 'DELETE')
