import { openInvitation } from '@/lib/domain/invitations'
import { refused } from '@/lib/http/errors'
import { publicRoute } from '@/lib/http/user-route'
import { InvitationOpen, InvitationOpened } from '@/lib/wire/invitations'

// A write for its throttle alone: what a link opens is not told twice as fast to who guesses.
export const POST = publicRoute({
  body: InvitationOpen,
  reply: InvitationOpened,
  run: async ({ body, address }) => ({ invitation: await openInvitation(body.token, address) }),
})

export const { GET, PUT, PATCH, DELETE } = refused('POST')
