// Signing in and out with a password. One message for every failure; what it costs does not tell
// whether the person exists. Each try is counted before it is looked at.
import { wake } from '@/lib/bus/bus'
import { recordActivity, recordRefusal } from '@/lib/domain/activity'
import { isPassword } from '@/lib/domain/passwords'
import { authorize } from '@/lib/domain/permissions'
import { endSession, startSession } from '@/lib/domain/sessions'
import { mayUsePassword } from '@/lib/domain/sso-enforcement'
import { giveBackTurns, takeSignInTurns } from '@/lib/domain/throttle'
import { transaction } from '@/lib/store/db'
import { updateSessionProved } from '@/lib/store/sessions'
import { findPasswordHash, findUser } from '@/lib/store/users'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import type { UserRow } from '@/lib/wire/users'

export type Client = { address: string; user_agent: string }
export type NewSignIn = { user: UserRow; token: string; session_id: number }

const refusal = () => new AppError('unauthenticated', 'The e-mail address or password is wrong')

/** Proves a person and starts their session. Throws `unauthenticated` or `rate_limited`. */
export async function signIn(
  given: { email: string; password: string },
  client: Client,
): Promise<NewSignIn> {
  const email = given.email.trim().toLowerCase()
  const turns = await takeSignInTurns(email, client.address)
  const person = await findPasswordHash({ email })
  if (!(await isPassword(given.password, person?.password_hash)) || !person) {
    // An unknown address may be a password typed into the wrong field: it is not written down.
    const who = person ? { visitor: person.email, user_id: person.id } : { visitor: 'unknown' }
    await recordRefusal(who, { type: 'failed_sign_in', address: client.address })
    throw refusal()
  }
  if (!(await mayUsePassword(person.id))) {
    const details = { reason: 'single sign-on is enforced' }
    const who = { visitor: person.email, user_id: person.id }
    await recordRefusal(who, { type: 'failed_sign_in', details, address: client.address })
    throw refusal()
  }
  await giveBackTurns(turns)
  return begin(person.id, client)
}

async function begin(userId: number, client: Client): Promise<NewSignIn> {
  const user = await findUser(userId)
  if (!user) throw refusal()
  const session = await transaction('people', async (tx) => {
    const started = await startSession(tx, userId, client)
    const { name, global_role, teams } = user
    const viewer: Viewer = {
      user_id: userId,
      name,
      email: user.email,
      global_role,
      teams,
      via: 'session',
    }
    await recordActivity(tx, viewer, { type: 'signed_in', address: client.address })
    return started
  })
  return { user, ...session }
}

/**
 * Proves again that the person of this session is at it, for what takes a recent password. Throttled as
 * signing in is; throws `invalid` naming `password`, and `forbidden` for a token.
 */
export async function proveAgain(viewer: Viewer, password: string, address: string): Promise<void> {
  authorize(viewer, 'me:write', 'any')
  const { session_id } = viewer
  if (session_id === undefined) {
    throw new AppError('forbidden', 'A token has no password: give it the scope it lacks')
  }
  const turns = await takeSignInTurns(viewer.email, address)
  const person = await findPasswordHash({ id: viewer.user_id })
  if (!(await isPassword(password, person?.password_hash)) || !person) {
    await recordRefusal(viewer, { type: 'failed_proof', address })
    throw invalidField('password', 'is wrong')
  }
  await giveBackTurns(turns)
  await transaction('people', async (tx) => {
    if (!(await updateSessionProved(tx, session_id))) throw refusal()
    await recordActivity(tx, viewer, { type: 'proved_password', address })
  })
  wake(`sessions:${session_id}`)
}

/** Ends the session of the viewer; of a token there is nothing to end. */
export async function signOut(viewer: Viewer, address: string): Promise<void> {
  if (viewer.session_id === undefined) return
  await endSession(viewer.session_id)
  await recordRefusal(viewer, { type: 'signed_out', address })
}
