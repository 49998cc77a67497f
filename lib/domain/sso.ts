// What an admin sets about single sign-on, and the connection that follows from it. The secret is
// sealed; enforcing takes a trial sign-in of this very connection and an admin with a password.
import { createHash, createHmac } from 'node:crypto'
import { canonicalJson, recordActivity } from '@/lib/domain/activity'
import { authorize, permits } from '@/lib/domain/permissions'
import { inspect } from '@/lib/domain/sso-discovery'
import { isEnforced } from '@/lib/domain/sso-enforcement'
import { env } from '@/lib/env'
import { seal, serverKey, unseal } from '@/lib/keys'
import { log } from '@/lib/log'
import type { Tx } from '@/lib/store/db'
import {
  findSso,
  findSsoLocked,
  listPasswordAdmins,
  listPasswordAdminsLocked,
  listTeamIds,
  updateSso,
} from '@/lib/store/sso'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import { Sso, type SsoPatch, type SsoReport, type SsoShown, StoredTrial } from '@/lib/wire/sso'

const purpose = 'sso client secret'
const installation = { team_id: null }

/** What a sign-in through the provider needs to know. */
export type Connection = Sso & { client_secret: string | undefined; fingerprint: string }

type Stored = Awaited<ReturnType<typeof findSso>>

const openSecret = (sealed: Buffer | null) => (sealed ? unseal(purpose, sealed) : undefined)

/** Names a connection: a trial of another one proves nothing about this one. */
function fingerprintOf(sso: Sso, secret: string | undefined): string {
  const { issuer, client_id, scopes, groups_claim } = sso
  const key = secret
    ? createHmac('sha256', serverKey('sso fingerprint')).update(secret).digest('hex')
    : ''
  const parts = canonicalJson({ issuer, client_id, scopes, groups_claim, key })
  return createHash('sha256').update(parts).digest('hex')
}

function connectionOf({ sso, sso_secret }: Stored): Connection {
  const settings = Sso.parse(sso)
  const client_secret = openSecret(sso_secret)
  return { ...settings, client_secret, fingerprint: fingerprintOf(settings, client_secret) }
}

/** Where the provider sends people back to: by PUBLIC_URL alone, whatever a request says. */
export function redirectUrl(): string {
  return `${env().PUBLIC_URL}/api/auth/callback/sso`
}

/** The connection, whether or not it is switched on; undefined while it is not filled in. */
export async function findConnection(): Promise<Connection | undefined> {
  const connection = connectionOf(await findSso())
  return connection.issuer !== '' && connection.client_id !== '' ? connection : undefined
}

type Offer = { name: string; issuer: string; enforced: boolean }

/** What is offered to people who come in; undefined while it is off. The secret stays sealed. */
export async function signOnOffer(): Promise<Offer | undefined> {
  const settings = Sso.parse((await findSso()).sso)
  const { enabled, name, issuer } = settings
  return enabled ? { name, issuer, enforced: isEnforced(settings) } : undefined
}

function trialOf({ sso_test }: Stored, fingerprint: string): SsoShown['trial'] {
  const trial = StoredTrial.safeParse(sso_test)
  return trial.success && trial.data.connection === fingerprint ? trial.data : null
}

/** None where the secret cannot be opened: it was sealed in another data folder, and is given again. */
function shownTrial(stored: Stored): SsoShown['trial'] {
  try {
    return trialOf(stored, connectionOf(stored).fingerprint)
  } catch (error) {
    log().error({ err: error }, 'the client secret of single sign-on cannot be opened')
    return null
  }
}

/** The settings as that viewer may see them: whom a trial named, and who is admin, is for admins. */
export async function showSso(viewer: Viewer): Promise<SsoShown> {
  const stored = await findSso()
  const settings = Sso.parse(stored.sso)
  const writes = permits(viewer, 'settings:write', installation)
  return {
    ...settings,
    client_secret_set: stored.sso_secret !== null,
    redirect_url: redirectUrl(),
    trial: writes ? shownTrial(stored) : null,
    admins: writes ? await listPasswordAdmins() : [],
  }
}

async function refuseUnknownTeams(tx: Tx, sso: Sso): Promise<void> {
  const named = [
    ...sso.group_roles.flatMap(({ team_id }) => team_id ?? []),
    ...sso.default_teams.map(({ id }) => id),
  ]
  const known = new Set(await listTeamIds(tx, named))
  const at = sso.group_roles.findIndex(({ team_id }) => team_id && !known.has(team_id))
  if (at !== -1)
    throw invalidField(`sso.group_roles[${at}].team_id`, 'is a team that does not exist')
  if (sso.default_teams.some(({ id }) => !known.has(id)))
    throw invalidField('sso.default_teams', 'holds a team that does not exist')
}

function refuseUnfinished(sso: Sso): void {
  if (!sso.enabled && !sso.enforce) return
  if (sso.issuer === '') throw invalidField('sso.issuer', 'must be given first')
  if (sso.client_id === '') throw invalidField('sso.client_id', 'must be given first')
  if (!sso.scopes.includes('openid')) throw invalidField('sso.scopes', 'must hold openid')
  if (sso.default_role && sso.default_teams.length > 0)
    throw invalidField('sso.default_teams', 'must be empty beside a role everywhere')
}

async function refuseRashEnforcement(tx: Tx, sso: Sso, tried: boolean): Promise<void> {
  if (!sso.enforce) return
  if (!sso.enabled) throw invalidField('sso.enforce', 'needs single sign-on to be switched on')
  if (!tried)
    throw invalidField('sso.enforce', 'needs a trial sign-in that succeeded, of this connection')
  const admins = await listPasswordAdminsLocked(tx)
  if (!admins.some((id) => sso.password_admins.includes(id)))
    throw invalidField('sso.password_admins', 'must name an administrator who has a password')
}

function secretAfter(before: Stored, given: SsoPatch['client_secret']): string | undefined {
  if (given === undefined || given === null) return openSecret(before.sso_secret)
  return given === '' ? undefined : given
}

/** Writes the settings in the caller's transaction, with their entry in the audit trail. */
export async function patchSso(
  tx: Tx,
  viewer: Viewer,
  patch: SsoPatch,
  address: string,
): Promise<void> {
  const stored = await findSsoLocked(tx)
  const before = Sso.parse(stored.sso)
  const { client_secret, ...rest } = patch
  const after = Sso.parse({ ...before, ...rest })
  const secret = secretAfter(stored, client_secret)
  // A secret is for the provider that it was given for; another one must not be sent it.
  const moved = after.issuer !== before.issuer && client_secret == null && secret !== undefined
  if (moved) throw invalidField('sso.client_secret', 'must be given again for another issuer')
  refuseUnfinished(after)
  await refuseUnknownTeams(tx, after)
  const trial = trialOf(stored, fingerprintOf(after, secret))
  await refuseRashEnforcement(tx, after, trial?.ok ?? false)
  await updateSso(tx, after, secret === undefined ? null : seal(purpose, secret))
  const names = Object.keys(rest)
  const of = (sso: Sso) =>
    Object.fromEntries(Object.entries(sso).filter(([key]) => names.includes(key)))
  await recordActivity(tx, viewer, {
    type: 'edited_sso',
    object_kind: 'settings',
    details: {
      was: of(before),
      is: of(after),
      client_secret: client_secret == null ? 'kept' : client_secret === '' ? 'removed' : 'changed',
    },
    address,
  })
}

/** Looks whether the provider will do, before anybody depends on it. Nothing is changed. */
export async function testSso(viewer: Viewer, issuer: string | undefined): Promise<SsoReport> {
  authorize(viewer, 'settings:write', installation)
  const sso = Sso.parse((await findSso()).sso)
  const asked = issuer ?? sso.issuer
  if (asked === '') throw new AppError('invalid', 'There is no issuer to look at yet')
  return inspect(asked, sso.scopes)
}
