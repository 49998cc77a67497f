import { readTeamEffect } from '@/lib/domain/teams'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { TeamEffectReply } from '@/lib/wire/teams'
import { IdParams } from '@/lib/wire/values'

export const GET = userRoute({
  action: 'teams:write',
  params: IdParams,
  reply: TeamEffectReply,
  run: async ({ viewer, params }) => ({ effect: await readTeamEffect(viewer, params.id) }),
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
