// Links by which a person chooses a password: an invitation, or a reset of one they had. The link is
// shown once, to whoever made it; nothing else ever tells whether it, or the account, exists.
import { z } from 'zod'
import { NewPassword, User } from '@/lib/wire/users'
import { Name, Timestamp } from '@/lib/wire/values'

/** `invite`: the first password, 72 h. `reset`: another one, 1 h. */
export const InvitationKind = z.enum(['invite', 'reset'])
export type InvitationKind = z.infer<typeof InvitationKind>

/** What became of the letter: there is no mail server, it was taken, or it was not. */
export const Letter = z.enum(['none', 'sent', 'failed'])
export type Letter = z.infer<typeof Letter>

export const Invitation = z.object({
  kind: InvitationKind,
  url: z.string(),
  expires_at: Timestamp,
  letter: Letter,
})
export type Invitation = z.infer<typeof Invitation>
export type InvitationRow = z.input<typeof Invitation>

/** What making somebody answers; the invitation of who chooses their own password. */
export const UserCreated = z.object({ user: User, invitation: Invitation.optional() })

export const InvitationReply = z.object({ invitation: Invitation })

const Token = z.string().min(1).max(128)

export const InvitationOpen = z.strictObject({ token: Token })

/** For whom a link is, said to whoever holds it. */
export const InvitationOpened = z.object({
  invitation: z.object({
    kind: InvitationKind,
    name: z.string(),
    email: z.string(),
    org_name: z.string(),
    expires_at: Timestamp,
  }),
})
export type InvitationOpened = z.infer<typeof InvitationOpened>

export const InvitationAccept = z.strictObject({
  token: Token,
  password: NewPassword,
  name: Name.optional(),
})
export type InvitationAccept = z.infer<typeof InvitationAccept>

export const InvitationAccepted = z.object({ email: z.string() })
