// Which identities at providers an account has: connected by the person themselves, who has just
// proved to be it, and taken away by them or by an administrator.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { endUserSessions } from '@/lib/domain/sessions'
import { type Connection, signOnOffer } from '@/lib/domain/sso'
import { claimsOf, type RawClaims } from '@/lib/domain/sso-sign-in'
import { loadUser, loadUserToWrite } from '@/lib/domain/user-access'
import { transaction } from '@/lib/store/db'
import { findProofFresh } from '@/lib/store/sessions'
import {
  findIdentity,
  hasIdentity,
  insertIdentity,
  listIdentities,
  lockIdentity,
  removeIdentity,
} from '@/lib/store/sso'
import { findPasswordHash } from '@/lib/store/users'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

export async function identitiesOf(viewer: Viewer, userId: number) {
  await loadUser(viewer, userId)
  const offer = await signOnOffer()
  return { identities: await listIdentities(userId), sign_on: offer?.name ?? null }
}

/** Whether the person proved in the last 15 minutes that it is them. Throws `forbidden` otherwise. */
export async function refuseStale({ session_id }: Viewer): Promise<void> {
  if (session_id !== undefined && (await findProofFresh(session_id))) return
  throw new AppError('forbidden', 'Give your password again first', {
    errors: [{ name: 'password', reason: 'must be given again' }],
  })
}

/** Connects whom the provider vouches for with the account of this session, for good. */
export async function linkBySso(
  viewer: Viewer,
  given: { connection: Connection; raw: RawClaims },
  address: string,
): Promise<void> {
  await refuseStale(viewer)
  const { iss, sub, email } = claimsOf(given.connection, given.raw)
  await transaction('people', async (tx) => {
    await lockIdentity(tx, iss, sub)
    const known = await findIdentity(tx, iss, sub)
    if (known?.user_id === viewer.user_id) return
    if (known) throw new AppError('forbidden', 'The identity belongs to another account')
    if (await hasIdentity(tx, viewer.user_id, iss))
      throw new AppError('forbidden', 'The account belongs to another person at this provider')
    const identity = { user_id: viewer.user_id, issuer: iss, subject: sub, email: email ?? null }
    await insertIdentity(tx, identity)
    await recordActivity(tx, viewer, {
      type: 'linked_identity',
      object_kind: 'user',
      object_id: viewer.user_id,
      object_name: viewer.email,
      details: { issuer: iss, subject: sub, by: 'the person' },
      address,
    })
  })
}

/** Takes an identity away and ends the sessions it may have begun. Never one's own last way in. */
export async function unlinkIdentity(
  viewer: Viewer,
  userId: number,
  id: number,
  address: string,
): Promise<void> {
  const own = userId === viewer.user_id
  const user = await (own ? loadUser(viewer, userId) : loadUserToWrite(viewer, userId))
  const password = (await findPasswordHash({ id: userId }))?.password_hash
  if (own && !password)
    throw new AppError('conflict', 'This is your only way in: have a password made first')
  await transaction('people', async (tx) => {
    const gone = await removeIdentity(tx, userId, id)
    if (!gone) throw new AppError('not_found', 'There is no such identity')
    await endUserSessions(tx, userId, own ? viewer.session_id : undefined)
    await recordActivity(tx, viewer, {
      type: 'unlinked_identity',
      object_kind: 'user',
      object_id: userId,
      object_name: user.email,
      details: gone,
      address,
    })
  })
  wake(`users:${userId}`)
}
