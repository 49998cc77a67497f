import { acceptInvitation } from '@/lib/domain/invitations'
import { refused } from '@/lib/http/errors'
import { publicRoute } from '@/lib/http/user-route'
import { InvitationAccept, InvitationAccepted } from '@/lib/wire/invitations'

export const POST = publicRoute({
  body: InvitationAccept,
  reply: InvitationAccepted,
  run: ({ body, address }) => acceptInvitation(body, address),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
