// Single sign-on: its settings, its sealed secret, its last trial, and who is whom at the provider.
import { sql, type Tx } from '@/lib/store/db'
import type { Role } from '@/lib/wire/roles'
import type { IdentityRow } from '@/lib/wire/sso'

type SsoRow = { sso: unknown; sso_secret: Buffer | null; sso_test: unknown }

const columns = 'sso, sso_secret, sso_test'

export async function findSso(): Promise<SsoRow> {
  const [row] = await sql<SsoRow>('people', `SELECT ${columns} FROM settings WHERE id = 1`)
  if (!row) throw new Error('the settings row is missing')
  return row
}

/** With the settings locked until the transaction ends. */
export async function findSsoLocked(tx: Tx): Promise<SsoRow> {
  const [row] = await tx.sql<SsoRow>(`SELECT ${columns} FROM settings WHERE id = 1 FOR UPDATE`)
  if (!row) throw new Error('the settings row is missing')
  return row
}

export async function updateSso(tx: Tx, sso: unknown, secret: Buffer | null): Promise<void> {
  await tx.sql('UPDATE settings SET sso = $1, sso_secret = $2, updated_at = now() WHERE id = 1', [
    JSON.stringify(sso),
    secret,
  ])
}

export async function updateSsoTrial(tx: Tx, trial: unknown): Promise<void> {
  await tx.sql('UPDATE settings SET sso_test = $1 WHERE id = 1', [JSON.stringify(trial)])
}

/** Lets one sign-in of that person at that provider through at a time. */
export async function lockIdentity(tx: Tx, issuer: string, subject: string): Promise<void> {
  await tx.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 17))', [`${issuer} ${subject}`])
}

export type IdentityHolder = { id: number; user_id: number; disabled: boolean; api_only: boolean }

/** Whose account the identity is. */
export async function findIdentity(
  tx: Tx,
  issuer: string,
  subject: string,
): Promise<IdentityHolder | undefined> {
  const [row] = await tx.sql<IdentityHolder>(
    `SELECT i.id, u.id AS user_id, u.disabled_at IS NOT NULL AS disabled, u.api_only
       FROM user_identities i JOIN users u ON u.id = i.user_id
      WHERE i.issuer = $1 AND i.subject = $2`,
    [issuer, subject],
  )
  return row
}

type AccountRow = { id: number; disabled: boolean; api_only: boolean; has_identity: boolean }

/** The account of that address, and whether it already belongs to somebody at that provider. */
export async function findAccountByEmail(
  tx: Tx,
  email: string,
  issuer: string,
): Promise<AccountRow | undefined> {
  const [row] = await tx.sql<AccountRow>(
    `SELECT u.id, u.disabled_at IS NOT NULL AS disabled, u.api_only,
            EXISTS (SELECT 1 FROM user_identities i WHERE i.user_id = u.id AND i.issuer = $2)
              AS has_identity
       FROM users u WHERE u.email = $1 FOR UPDATE`,
    [email, issuer],
  )
  return row
}

type NewIdentity = { user_id: number; issuer: string; subject: string; email: string | null }

export async function insertIdentity(tx: Tx, identity: NewIdentity): Promise<void> {
  await tx.sql(
    'INSERT INTO user_identities (user_id, issuer, subject, email) VALUES ($1, $2, $3, $4)',
    [identity.user_id, identity.issuer, identity.subject, identity.email],
  )
}

export async function updateIdentitySeen(tx: Tx, id: number, email: string | null): Promise<void> {
  await tx.sql(
    'UPDATE user_identities SET seen_at = now(), email = COALESCE($2, email) WHERE id = $1',
    [id, email],
  )
}

/** An account without a password. Throws on a taken address (the caller has looked). */
export async function insertSsoUser(
  tx: Tx,
  user: { name: string; email: string; global_role: Role | null },
): Promise<number> {
  const [row] = await tx.sql<{ id: number }>(
    'INSERT INTO users (name, email, global_role) VALUES ($1, $2, $3::role) RETURNING id',
    [user.name, user.email, user.global_role],
  )
  return row?.id ?? 0
}

export async function updateGlobalRole(tx: Tx, id: number, role: Role | null): Promise<void> {
  await tx.sql('UPDATE users SET global_role = $2::role, updated_at = now() WHERE id = $1', [
    id,
    role,
  ])
}

type AdminRow = { id: number; name: string; email: string }

/** Admins of the installation who can sign in with a password. */
export function listPasswordAdmins(): Promise<AdminRow[]> {
  return sql<AdminRow>(
    'people',
    `SELECT id, name, email FROM users WHERE global_role = 'admin' AND disabled_at IS NULL
        AND password_hash IS NOT NULL AND NOT api_only ORDER BY lower(name), id`,
  )
}

/** The same, locked in one order until the transaction ends. */
export async function listPasswordAdminsLocked(tx: Tx): Promise<number[]> {
  const rows = await tx.sql<{ id: number }>(
    `SELECT id FROM users WHERE global_role = 'admin' AND disabled_at IS NULL
        AND password_hash IS NOT NULL AND NOT api_only ORDER BY id FOR UPDATE`,
  )
  return rows.map(({ id }) => id)
}

/** Of these, the teams that exist. */
export async function listTeamIds(tx: Tx, ids: readonly number[]): Promise<number[]> {
  const rows = await tx.sql<{ id: number }>('SELECT id FROM teams WHERE id = ANY($1)', [ids])
  return rows.map(({ id }) => id)
}

/** Whether the person can prove themselves by a password, and whether by a provider. */
export async function findProofs(
  userId: number,
  issuer: string,
): Promise<{ password: boolean; identity: boolean }> {
  const [row] = await sql<{ password: boolean; identity: boolean }>(
    'people',
    `SELECT u.password_hash IS NOT NULL AS password,
            EXISTS (SELECT 1 FROM user_identities i WHERE i.user_id = u.id AND i.issuer = $2)
              AS identity
       FROM users u WHERE u.id = $1`,
    [userId, issuer],
  )
  return row ?? { password: false, identity: false }
}

export async function hasIdentity(tx: Tx, userId: number, issuer: string): Promise<boolean> {
  const rows = await tx.sql('SELECT 1 FROM user_identities WHERE user_id = $1 AND issuer = $2', [
    userId,
    issuer,
  ])
  return rows.length > 0
}

/** A person's identities, the one used last first. */
export function listIdentities(userId: number): Promise<IdentityRow[]> {
  return sql<IdentityRow>(
    'people',
    `SELECT id, issuer, subject, email, created_at, seen_at FROM user_identities
      WHERE user_id = $1 ORDER BY seen_at DESC, id LIMIT 100`,
    [userId],
  )
}

/** Removes one of a person's; returns what it was. */
export async function removeIdentity(
  tx: Tx,
  userId: number,
  id: number,
): Promise<{ issuer: string; subject: string } | undefined> {
  const [row] = await tx.sql<{ issuer: string; subject: string }>(
    'DELETE FROM user_identities WHERE id = $2 AND user_id = $1 RETURNING issuer, subject',
    [userId, id],
  )
  return row
}
