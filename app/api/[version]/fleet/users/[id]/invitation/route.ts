import { inviteUser, revokeInvitation } from '@/lib/domain/invitations'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { InvitationReply } from '@/lib/wire/invitations'
import { IdParams, Nothing } from '@/lib/wire/values'

export const POST = userRoute({
  action: 'users:write',
  params: IdParams,
  reply: InvitationReply,
  status: 201,
  run: async ({ viewer, params, address }) => ({
    invitation: await inviteUser(viewer, params.id, address),
  }),
})

export const DELETE = userRoute({
  action: 'users:write',
  params: IdParams,
  reply: Nothing,
  run: async ({ viewer, params, address }) => {
    await revokeInvitation(viewer, params.id, address)
    return {}
  },
})

export const { GET, PUT, PATCH } = refused('POST', 'DELETE')
