// Enrol secrets, by digest only.
import { sql, type Tx } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { TeamScope } from '@/lib/wire/roles'
import type { EnrollSecretRow, SecretHostRow, SecretState } from '@/lib/wire/secrets'

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

const stateSql = `CASE WHEN e.revoked_at IS NOT NULL THEN 'revoked'
  WHEN e.expires_at <= now() THEN 'expired'
  WHEN e.uses >= e.max_uses THEN 'used_up' ELSE 'usable' END`

type NewSecret = {
  author_id: number | null
  name: string
  secret_hash: Buffer
  team_id: number | null
  expires_at: Date | null
  max_uses: number | null
}

export async function insertSecret(tx: Tx, secret: NewSecret): Promise<SecretRow> {
  const [row] = await tx.sql<SecretRow>(
    `INSERT INTO enroll_secrets (name, secret_hash, team_id, expires_at, max_uses, author_id)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${columns}`,
    [
      secret.name,
      secret.secret_hash,
      secret.team_id,
      secret.expires_at,
      secret.max_uses,
      secret.author_id,
    ],
  )
  if (!row) throw new Error('INSERT returned no row')
  return row
}

const detail = `e.id, e.name, e.team_id, t.name AS team_name, e.created_at, e.expires_at, e.max_uses,
  e.uses, e.last_used_at, e.revoked_at, e.refused, e.refused_at, ${stateSql} AS state,
  CASE WHEN u.id IS NULL THEN NULL
    ELSE jsonb_build_object('id', u.id, 'name', u.name) END AS author`
const from = `FROM enroll_secrets e LEFT JOIN teams t ON t.id = e.team_id
  LEFT JOIN users u ON u.id = e.author_id`

/** Every host in scope with the key that it enrolled with last. */
const lastKeys = (within: string) => `SELECT DISTINCT ON (k.host_id) k.host_id, k.enroll_secret_id,
    k.created_at FROM node_keys k JOIN hosts h ON h.id = k.host_id AND ${within}
  ORDER BY k.host_id, k.id DESC`

type Wanted = { scope: TeamScope; hosts: TeamScope; team_id?: number | undefined }

/** Newest first; hosts are those of the second scope. */
export function listSecrets({ scope, hosts, team_id }: Wanted): Promise<EnrollSecretRow[]> {
  const mine = scopeSql(scope, 'e.team_id', 2)
  const seen = scopeSql(hosts, 'h.team_id', 2 + mine.values.length)
  return sql<EnrollSecretRow>(
    'people',
    `SELECT ${detail}, coalesce(c.hosts, 0)::int AS host_count ${from}
       LEFT JOIN (SELECT enroll_secret_id, count(*) AS hosts FROM (${lastKeys(seen.text)}) l
         GROUP BY enroll_secret_id) c ON c.enroll_secret_id = e.id
      WHERE ($1::int IS NULL OR e.team_id = $1) AND ${mine.text} ORDER BY e.id DESC`,
    [team_id ?? null, ...mine.values, ...seen.values],
  )
}

export async function findSecret(
  id: number,
  hosts: TeamScope,
): Promise<EnrollSecretRow | undefined> {
  const seen = scopeSql(hosts, 'h.team_id', 2)
  const rows = await sql<EnrollSecretRow>(
    'people',
    `SELECT ${detail}, (SELECT count(*)::int FROM (${lastKeys(seen.text)}) l
        WHERE l.enroll_secret_id = e.id) AS host_count ${from} WHERE e.id = $1`,
    [id, ...seen.values],
  )
  return rows[0]
}

/** Hosts in scope whose last enrolment was with that secret, the latest first. */
export async function listSecretHosts(
  id: number,
  scope: TeamScope,
  { page, per_page }: { page: number; per_page: number },
): Promise<{ hosts: SecretHostRow[]; count: number }> {
  const seen = scopeSql(scope, 'h.team_id', 4)
  const rows = await sql<SecretHostRow & { count: number }>(
    'people',
    `SELECT h.id, h.hostname, coalesce(nullif(h.display_name, ''), nullif(h.hostname, ''),
            nullif(h.host_identifier, ''), 'host ' || h.id) AS display_name,
            h.platform, h.team_id, l.created_at AS enrolled_at, s.seen_at AS seen_time,
            coalesce(s.address, '') AS address, (count(*) OVER ())::int AS count
       FROM (${lastKeys(seen.text)}) l JOIN hosts h ON h.id = l.host_id
       LEFT JOIN host_seen s ON s.host_id = h.id
      WHERE l.enroll_secret_id = $1 ORDER BY l.created_at DESC, h.id DESC LIMIT $2 OFFSET $3`,
    [id, per_page, page * per_page, ...seen.values],
  )
  return { hosts: rows.map(({ count: _, ...host }) => host), count: rows[0]?.count ?? 0 }
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

/** A secret that is or was one, and why it enrols nobody now. */
export async function findSecretByHash(
  secretHash: Buffer,
): Promise<{ id: number; name: string; team_id: number | null; state: SecretState } | undefined> {
  const rows = await sql<{ id: number; name: string; team_id: number | null; state: SecretState }>(
    'agents',
    `SELECT e.id, e.name, e.team_id, ${stateSql} AS state
       FROM enroll_secrets e WHERE e.secret_hash = $1`,
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
