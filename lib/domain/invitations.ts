// Links to choose a password by: made by who administers the person, of 256 random bits, used once.
// A newer link, another address, a chosen password or being disabled voids it. To anybody without a
// live link every answer is the same, so nothing tells which accounts there are.
import { randomBytes } from 'node:crypto'
import { wake } from '@/lib/bus/bus'
import { recordActivity, recordRefusal } from '@/lib/domain/activity'
import { passwordHash, refuseCommon } from '@/lib/domain/passwords'
import { endUserSessions, tokenHash } from '@/lib/domain/sessions'
import { giveBackTurns, takeSignInTurns } from '@/lib/domain/throttle'
import { authorizeRoles, loadUserToWrite, missingUser } from '@/lib/domain/user-access'
import { env } from '@/lib/env'
import { canMail, sendLetter } from '@/lib/sinks/mail'
import { type Tx, transaction } from '@/lib/store/db'
import * as store from '@/lib/store/invitations'
import { findSettings } from '@/lib/store/settings'
import { updateUserTokensRevoked } from '@/lib/store/tokens'
import { findUserLocked, hasPassword, updateUserChosen } from '@/lib/store/users'
import { AppError } from '@/lib/wire/errors'
import type {
  InvitationAccept,
  InvitationKind,
  InvitationRow,
  Letter,
} from '@/lib/wire/invitations'
import type { Viewer } from '@/lib/wire/roles'
import type { UserRow } from '@/lib/wire/users'

/** A link that has just been made; its token is nowhere else. */
export type NewLink = { kind: InvitationKind; token: string; expires_at: Date }

const gone = () => new AppError('not_found', 'This link is not valid any more. Ask for a new one')

/** Makes the person's only link, in the caller's transaction. */
export async function startInvitation(
  tx: Tx,
  user: { id: number; email: string },
  kind: InvitationKind,
): Promise<NewLink> {
  const token = randomBytes(32).toString('base64url')
  const { id: user_id, email } = user
  const token_hash = tokenHash(token)
  const expires_at = await store.insertInvitation(tx, { user_id, token_hash, kind, email })
  return { kind, token, expires_at }
}

/** Ends the open links of a person, in the transaction that changes what they may do. */
export async function voidInvitations(tx: Tx, userId: number): Promise<void> {
  await store.updateInvitationsRevoked(tx, userId)
}

/** In the fragment, which browsers send to no server and proxies write in no log. */
const urlOf = ({ token }: NewLink) => `${env().PUBLIC_URL}/invite#${token}`

const subjects = {
  invite: (org: string) => `You are invited to Muster of ${org}`,
  reset: (org: string) => `A new password for Muster of ${org}`,
}

function letterText(viewer: Viewer, user: UserRow, link: NewLink): string {
  const until = `${link.expires_at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const what =
    link.kind === 'invite'
      ? `${viewer.name} invites you to Muster. Open this link to choose a password:`
      : `${viewer.name} made a link by which you choose a new password:`
  const rest = `It works once, until ${until}. If you did not expect it, do nothing.`
  return `Hello ${user.name},\n\n${what}\n\n${urlOf(link)}\n\n${rest}\n`
}

/** Sends the link by mail, where there is a mail server, and returns what the maker is told. */
export async function sendInvitation(
  viewer: Viewer,
  user: UserRow,
  link: NewLink,
): Promise<InvitationRow> {
  const { kind, expires_at } = link
  const told = (letter: Letter) => ({ kind, url: urlOf(link), expires_at, letter })
  if (!canMail()) return told('none')
  const { org_name } = await findSettings()
  const sent = await sendLetter({
    to: user.email,
    subject: subjects[kind](org_name),
    text: letterText(viewer, user, link),
  })
  return told(sent ? 'sent' : 'failed')
}

/** A new link for somebody: the first password of who has none, else another one. Voids older links. */
export async function inviteUser(
  viewer: Viewer,
  id: number,
  address: string,
): Promise<InvitationRow> {
  await loadUserToWrite(viewer, id)
  // A link would take the place of the present password, which proves that it is they who ask.
  if (id === viewer.user_id)
    throw new AppError('conflict', 'Change your own password in your profile')
  const { user, link } = await transaction('people', async (tx) => {
    const user = await findUserLocked(tx, id)
    if (!user) throw missingUser()
    authorizeRoles(viewer, user)
    if (user.disabled_at !== null) throw new AppError('conflict', 'This user is disabled')
    if (user.api_only) throw new AppError('conflict', 'This user has API tokens only')
    const link = await startInvitation(tx, user, (await hasPassword(tx, id)) ? 'reset' : 'invite')
    await recordActivity(tx, viewer, {
      type: link.kind === 'invite' ? 'invited_user' : 'created_password_link',
      object_kind: 'user',
      object_id: id,
      object_name: user.email,
      details: { expires_at: link.expires_at },
      address,
    })
    return { user, link }
  })
  return sendInvitation(viewer, user, link)
}

/** Ends whatever link of theirs is open. */
export async function revokeInvitation(viewer: Viewer, id: number, address: string): Promise<void> {
  const user = await loadUserToWrite(viewer, id)
  await transaction('people', async (tx) => {
    if ((await store.updateInvitationsRevoked(tx, id)) === 0)
      throw new AppError('not_found', 'There is no open link of this user')
    await recordActivity(tx, viewer, {
      type: 'revoked_invitation',
      object_kind: 'user',
      object_id: id,
      object_name: user.email,
      address,
    })
  })
}

/** For whom a link is. Throws `not_found` for any that opens nothing. Tries are counted by client. */
export async function openInvitation(token: string, address: string) {
  const turns = await takeSignInTurns(`link:${token}`, address)
  const found = await store.findInvitation(tokenHash(token))
  if (!found) throw gone()
  await giveBackTurns(turns)
  const { org_name } = await findSettings()
  return { ...found, org_name }
}

/** Uses the link up: the password is set, and whatever was open under the old one ends. */
export async function acceptInvitation(
  body: InvitationAccept,
  address: string,
): Promise<{ email: string }> {
  const turns = await takeSignInTurns(`link:${body.token}`, address)
  const link = tokenHash(body.token)
  const found = await store.findInvitation(link)
  if (!found) {
    await recordRefusal({ visitor: 'unknown' }, { type: 'failed_invitation', address })
    throw gone()
  }
  refuseCommon(body.password, found.email)
  const password_hash = await passwordHash(body.password)
  const { user_id, email } = found
  await transaction('people', async (tx) => {
    // In the order in which a new link and a deletion take their locks.
    await findUserLocked(tx, user_id)
    const used = await store.updateInvitationUsed(tx, link)
    if (!used) throw gone()
    await updateUserChosen(tx, user_id, { password_hash, name: body.name ?? null })
    await voidInvitations(tx, user_id)
    await endUserSessions(tx, user_id)
    await updateUserTokensRevoked(tx, user_id)
    await recordActivity(
      tx,
      { visitor: email, user_id },
      {
        type: used.kind === 'invite' ? 'accepted_invitation' : 'reset_password',
        object_kind: 'user',
        object_id: user_id,
        object_name: email,
        address,
      },
    )
  })
  await giveBackTurns(turns)
  wake(`users:${user_id}`)
  return { email }
}
