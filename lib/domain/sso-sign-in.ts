// A person whom a provider vouches for: who they are here (by issuer and subject, never by address
// unless an admin said so), with which roles, and their session. Refuses in words for the audit only.
import { wake } from '@/lib/bus/bus'
import { recordActivity, recordRefusal } from '@/lib/domain/activity'
import { endUserSessions, startSession } from '@/lib/domain/sessions'
import type { Client, NewSignIn } from '@/lib/domain/sign-in'
import type { Connection } from '@/lib/domain/sso'
import { applyRoles } from '@/lib/domain/sso-grants'
import {
  groupsDecide,
  groupsOf,
  isNobody,
  rolesFromGroups,
  type SsoRoles,
} from '@/lib/domain/sso-roles'
import { type Tx, transaction } from '@/lib/store/db'
import {
  findAccountByEmail,
  findIdentity,
  insertIdentity,
  insertSsoUser,
  lockIdentity,
  updateIdentitySeen,
} from '@/lib/store/sso'
import { findUserLocked, updateUserTeams } from '@/lib/store/users'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import { SsoClaims } from '@/lib/wire/sso'

/** Claims as verified, before their shape is. */
export type RawClaims = Record<string, unknown>

const refusal = (reason: string) => new AppError('forbidden', reason)

/** The claims in their bounds. Throws `forbidden`, naming the claim at fault. */
export function claimsOf(connection: Connection, raw: RawClaims): SsoClaims {
  const parsed = SsoClaims.safeParse(raw)
  if (!parsed.success) {
    const claim = parsed.error.issues[0]?.path.join('.') || 'shape'
    throw refusal(`The claim ${claim} is not what it should be`)
  }
  if (parsed.data.iss !== connection.issuer) throw refusal('The claims are of another issuer')
  return parsed.data
}

/** One line to call a person by; providers put anything there. */
function displayName({ name, preferred_username, email, sub }: SsoClaims): string {
  const given = name ?? preferred_username ?? email ?? sub
  const line = given.replace(/[\p{Cc}\p{Cf}\p{Surrogate}]+/gu, ' ').trim()
  return [...line].slice(0, 100).join('') || email || sub
}

async function createAccount(tx: Tx, claims: SsoClaims, roles: SsoRoles): Promise<number> {
  const { email, iss, sub } = claims
  if (!email) throw refusal('The provider does not tell an e-mail address')
  if (claims.email_verified === false) throw refusal('The provider has not verified the address')
  if (isNobody(roles)) throw refusal('No group gives this person a role, and there is no default')
  const { global_role, teams } = roles
  const id = await insertSsoUser(tx, { name: displayName(claims), email, global_role })
  await updateUserTeams(tx, id, teams)
  await insertIdentity(tx, { user_id: id, issuer: iss, subject: sub, email })
  await recordActivity(tx, 'system', {
    type: 'created_user',
    object_kind: 'user',
    object_id: id,
    object_name: email,
    details: { global_role, teams, by: 'single sign-on', issuer: iss, subject: sub },
  })
  return id
}

/** Takes the account of the same verified address for this person's, once and for good. */
async function linkAccount(tx: Tx, connection: Connection, claims: SsoClaims) {
  const { email, iss, sub } = claims
  const account = email ? await findAccountByEmail(tx, email, iss) : undefined
  if (!account || !email) return undefined
  if (!connection.link_by_email)
    throw refusal('An account of this address exists, and is not linked')
  if (claims.email_verified !== true) throw refusal('The provider has not verified the address')
  if (account.disabled) throw refusal('The account is disabled')
  if (account.api_only) throw refusal('The account is for scripts only')
  if (account.has_identity) throw refusal('The account belongs to another person at this provider')
  await insertIdentity(tx, { user_id: account.id, issuer: iss, subject: sub, email })
  await recordActivity(tx, 'system', {
    type: 'linked_identity',
    object_kind: 'user',
    object_id: account.id,
    object_name: email,
    details: { issuer: iss, subject: sub, by: 'verified e-mail' },
  })
  return account.id
}

type Resolved = { id: number; made: boolean }

async function accountOf(
  tx: Tx,
  connection: Connection,
  claims: SsoClaims,
  roles: SsoRoles,
): Promise<Resolved> {
  const { iss, sub, email } = claims
  await lockIdentity(tx, iss, sub)
  const known = await findIdentity(tx, iss, sub)
  if (known) {
    if (known.disabled) throw refusal('The account is disabled')
    if (known.api_only) throw refusal('The account is for scripts only')
    await updateIdentitySeen(tx, known.id, email ?? null)
    return { id: known.user_id, made: false }
  }
  const linked = await linkAccount(tx, connection, claims)
  if (linked !== undefined) return { id: linked, made: false }
  if (!connection.create_users) throw refusal('There is no account, and none is made')
  return { id: await createAccount(tx, claims, roles), made: true }
}

async function enter(
  tx: Tx,
  connection: Connection,
  claims: SsoClaims,
  raw: RawClaims,
  client: Client,
) {
  const decides = groupsDecide(connection)
  const groups = decides ? (groupsOf(raw, connection.groups_claim) ?? []) : []
  const roles = rolesFromGroups(connection, groups)
  const { id, made } = await accountOf(tx, connection, claims, roles)
  const changed = decides && !made && (await applyRoles(tx, id, roles))
  if (changed) await endUserSessions(tx, id)
  const user = await findUserLocked(tx, id)
  if (!user) throw refusal('The account is gone')
  if (isNobody(user)) return { user, changed, denied: 'No group gives this person a role any more' }
  const session = await startSession(tx, id, client)
  const { name, email, global_role, teams } = user
  const viewer: Viewer = { user_id: id, name, email, global_role, teams, via: 'session' }
  await recordActivity(tx, viewer, {
    type: 'signed_in',
    details: { by: 'single sign-on', issuer: claims.iss, subject: claims.sub },
    address: client.address,
  })
  return { user, changed, ...session }
}

/** Starts the session of whom the claims speak of. Throws `forbidden` with the reason. */
export async function signInBySso(
  connection: Connection,
  raw: RawClaims,
  client: Client,
): Promise<NewSignIn> {
  if (!connection.enabled) throw refusal('Single sign-on is switched off')
  const claims = claimsOf(connection, raw)
  const entered = await transaction('people', (tx) => enter(tx, connection, claims, raw, client))
  if (entered.changed) wake(`users:${entered.user.id}`)
  if ('denied' in entered) throw refusal(entered.denied)
  return entered
}

/** Keeps a refused sign-in in the trail, by what the provider called the person if that is known. */
export function recordSsoRefusal(
  given: { reason: string; uuid: string; raw?: RawClaims | undefined },
  client: Client,
): Promise<void> {
  const { reason, uuid, raw } = given
  const subject = typeof raw?.sub === 'string' ? raw.sub.slice(0, 255) : undefined
  const email = typeof raw?.email === 'string' ? raw.email.slice(0, 254) : undefined
  return recordRefusal(
    { visitor: email ?? subject ?? 'unknown' },
    {
      type: 'failed_sign_in',
      details: { by: 'single sign-on', reason, uuid, ...(subject ? { subject } : {}) },
      address: client.address,
    },
  )
}
