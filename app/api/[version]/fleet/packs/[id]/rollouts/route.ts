import { rolloutsOf, startRollout } from '@/lib/domain/rollouts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { RolloutInput, RolloutList, RolloutReply } from '@/lib/wire/rollouts'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'packs:read',
  params: IdParams,
  reply: RolloutList,
  run: async ({ viewer, params }) => ({ rollouts: await rolloutsOf(viewer, params.id) }),
})

export const POST = userRoute({
  action: 'packs:write',
  params: IdParams,
  body: RolloutInput,
  reply: RolloutReply,
  run: async ({ viewer, params, body, address }) => ({
    rollout: await startRollout(viewer, params.id, body, address),
  }),
})

export const { PUT, PATCH, DELETE } = refused('GET', 'POST')
