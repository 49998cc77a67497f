// Enrol secrets, by digest only.
import { sql, type Tx } from '@/lib/store/db'
import type { RefusalReason } from '@/lib/wire/enrolments'

export type SecretRow = {
  id: number
  name: string
  team_id: number | null
  created_at: Date
  expires_at: Date | null
  max_uses: number | null
  uses: number
  last_used_at: Date | null
  revoked_at: Date | null
}

const columns =
  'id, name, team_id, created_at, expires_at, max_uses, uses, last_used_at, revoked_at'

type NewSecret = {
  name: string
  secret_hash: Buffer
  team_id: number | null
  expires_at: Date | null
  max_uses: number | null
}

export async function insertSecret(tx: Tx, secret: NewSecret): Promise<SecretRow> {
  const [row] = await tx.sql<SecretRow>(
    `INSERT INTO enroll_secrets (name, secret_hash, team_id, expires_at, max_uses)
     VALUES ($1, $2, $3, $4, $5) RETURNING ${columns}`,
    [secret.name, secret.secret_hash, secret.team_id, secret.expires_at, secret.max_uses],
  )
  if (!row) throw new Error('INSERT returned no row')
  return row
}

/** Newest first; of those teams, or of all. */
export function listSecrets(teams: { all: true } | { team_ids: number[] }): Promise<SecretRow[]> {
  const ids = 'all' in teams ? null : teams.team_ids
  return sql<SecretRow>(
    'people',
    `SELECT ${columns} FROM enroll_secrets
      WHERE $1::int[] IS NULL OR team_id = ANY($1) ORDER BY id DESC`,
    [ids],
  )
}

export async function findSecret(id: number): Promise<SecretRow | undefined> {
  const rows = await sql<SecretRow>(
    'people',
    `SELECT ${columns} FROM enroll_secrets WHERE id = $1`,
    [id],
  )
  return rows[0]
}

export async function updateSecretRevoked(tx: Tx, id: number): Promise<SecretRow | undefined> {
  const rows = await tx.sql<SecretRow>(
    `UPDATE enroll_secrets SET revoked_at = coalesce(revoked_at, now())
      WHERE id = $1 RETURNING ${columns}`,
    [id],
  )
  return rows[0]
}

const usable = `revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
  AND (max_uses IS NULL OR uses < max_uses)`

export async function findUsableSecret(
  secretHash: Buffer,
): Promise<{ id: number; team_id: number | null } | undefined> {
  const rows = await sql<{ id: number; team_id: number | null }>(
    'agents',
    `SELECT id, team_id FROM enroll_secrets WHERE secret_hash = $1 AND ${usable}`,
    [secretHash],
  )
  return rows[0]
}

type SecretState = 'usable' | Extract<RefusalReason, 'revoked' | 'expired' | 'used_up'>

/** A secret that is or was one, and why it enrols nobody now. */
export async function findSecretByHash(
  secretHash: Buffer,
): Promise<{ id: number; name: string; team_id: number | null; state: SecretState } | undefined> {
  const rows = await sql<{ id: number; name: string; team_id: number | null; state: SecretState }>(
    'agents',
    `SELECT id, name, team_id, CASE
            WHEN revoked_at IS NOT NULL THEN 'revoked'
            WHEN expires_at <= now() THEN 'expired'
            WHEN uses >= max_uses THEN 'used_up' ELSE 'usable' END AS state
       FROM enroll_secrets WHERE secret_hash = $1`,
    [secretHash],
  )
  return rows[0]
}

/** Counts a try with a secret that had ended. */
export async function updateSecretRefused(tx: Tx, id: number): Promise<void> {
  await tx.sql(
    'UPDATE enroll_secrets SET refused = refused + 1, refused_at = now() WHERE id = $1',
    [id],
  )
}

/** Counts a use, if one is left. Last in its transaction, because it locks the secret's row. */
export async function updateSecretUsed(tx: Tx, id: number): Promise<boolean> {
  const rows = await tx.sql(
    `UPDATE enroll_secrets SET uses = uses + 1, last_used_at = now()
      WHERE id = $1 AND ${usable} RETURNING id`,
    [id],
  )
  return rows.length > 0
}
