import { editRollout, readRollout } from '@/lib/domain/rollouts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { RolloutPatch, RolloutReply } from '@/lib/wire/rollouts'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'packs:read',
  params: IdParams,
  reply: RolloutReply,
  run: async ({ viewer, params }) => ({ rollout: await readRollout(viewer, params.id) }),
})

export const PATCH = userRoute({
  action: 'packs:write',
  params: IdParams,
  body: RolloutPatch,
  reply: RolloutReply,
  run: async ({ viewer, params, body, address }) => ({
    rollout: await editRollout(viewer, params.id, body, address),
  }),
})

export const { POST, PUT, DELETE } = refused('GET', 'PATCH')
