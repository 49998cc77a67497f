// What else a sign-in at the provider is good for: proving again who sits there (as a password does),
// and an admin's trial of the connection, which signs nobody in.
import { wake } from '@/lib/bus/bus'
import { recordActivity, recordRefusal } from '@/lib/domain/activity'
import { authorize } from '@/lib/domain/permissions'
import { type Connection, signOnOffer } from '@/lib/domain/sso'
import { groupsDecide, groupsOf, rolesFromGroups } from '@/lib/domain/sso-roles'
import { claimsOf, type RawClaims } from '@/lib/domain/sso-sign-in'
import { transaction } from '@/lib/store/db'
import { updateSessionProved } from '@/lib/store/sessions'
import { findIdentity, findProofs, updateSsoTrial } from '@/lib/store/sso'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import type { SsoTrial } from '@/lib/wire/sso'

/** How far a provider's clock may be from ours. */
const skewSeconds = 60

/** How the viewer can prove themselves again, for a page that asks them to. */
export async function proofsOf(
  viewer: Viewer,
): Promise<{ password: boolean; sign_on: string | null }> {
  const offer = await signOnOffer()
  const found = await findProofs(viewer.user_id, offer?.issuer ?? '')
  return { password: found.password, sign_on: offer && found.identity ? offer.name : null }
}

/**
 * Notes that the person of this session signed in at the provider just now: as the identity that is
 * theirs, after the journey began. Throws `forbidden` with the reason.
 */
export async function proveBySso(
  viewer: Viewer,
  given: { connection: Connection; raw: RawClaims; began: number },
  address: string,
): Promise<void> {
  const { connection, raw, began } = given
  const { session_id } = viewer
  if (!connection.enabled) throw new AppError('forbidden', 'Single sign-on is switched off')
  if (session_id === undefined) throw new AppError('forbidden', 'A token has no session to prove')
  const claims = claimsOf(connection, raw)
  if (claims.auth_time === undefined)
    throw new AppError('forbidden', 'The provider does not tell when the person signed in there')
  if (claims.auth_time < began - skewSeconds)
    throw new AppError('forbidden', 'The person did not sign in at the provider again')
  await transaction('people', async (tx) => {
    const identity = await findIdentity(tx, claims.iss, claims.sub)
    if (identity?.user_id !== viewer.user_id || identity.disabled)
      throw new AppError('forbidden', 'Somebody else signed in at the provider')
    if (!(await updateSessionProved(tx, session_id)))
      throw new AppError('forbidden', 'The session has ended')
    const details = { by: 'single sign-on', issuer: claims.iss, subject: claims.sub }
    await recordActivity(tx, viewer, { type: 'proved_identity', details, address })
  })
  wake(`sessions:${session_id}`)
}

export function recordFailedProof(viewer: Viewer, reason: string, address: string): Promise<void> {
  const details = { by: 'single sign-on', reason }
  return recordRefusal(viewer, { type: 'failed_proof', details, address })
}

const nothing = {
  subject: '',
  email: '',
  email_verified: false,
  groups_sent: false,
  groups: [],
  global_role: null,
  teams: [],
}

function broughtBy(connection: Connection, raw: RawClaims) {
  const claims = claimsOf(connection, raw)
  const groups = groupsOf(raw, connection.groups_claim)
  const decides = groupsDecide(connection)
  return {
    subject: claims.sub,
    email: claims.email ?? '',
    email_verified: claims.email_verified ?? false,
    groups_sent: groups !== undefined,
    groups: (groups ?? []).slice(0, 200),
    ...rolesFromGroups(connection, decides ? (groups ?? []) : []),
  }
}

type Outcome = { connection: Connection; raw?: RawClaims; fault?: string; uuid: string }

/** Keeps what a trial sign-in brought, or why it failed; signs nobody in. */
export async function recordTrial(
  viewer: Viewer,
  outcome: Outcome,
  address: string,
): Promise<void> {
  authorize(viewer, 'settings:write', { team_id: null })
  const { connection, raw, uuid } = outcome
  let fault = outcome.fault ?? ''
  let brought: ReturnType<typeof broughtBy> = nothing
  try {
    if (raw) brought = broughtBy(connection, raw)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    fault = error.message
  }
  const ok = fault === '' && raw !== undefined
  const at = new Date().toISOString()
  const trial: SsoTrial = { ...brought, at, by: viewer.name, ok, fault, uuid }
  await transaction('people', async (tx) => {
    await updateSsoTrial(tx, { ...trial, connection: connection.fingerprint })
    await recordActivity(tx, viewer, {
      type: 'tried_sso',
      object_kind: 'settings',
      details: { ok, fault, issuer: connection.issuer },
      address,
    })
  })
}
