import { rollBack } from '@/lib/domain/rollouts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { RolloutReply } from '@/lib/wire/rollouts'
import { IdParams } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'packs:write',
  params: IdParams,
  reply: RolloutReply,
  run: async ({ viewer, params, address }) => ({
    rollout: await rollBack(viewer, params.id, address),
  }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
