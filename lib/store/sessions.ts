// Rows of sessions. Tokens are looked up by their SHA-256; the token itself is nowhere.
import { sql, type Tx } from '@/lib/store/db'
import type { Role } from '@/lib/wire/roles'
import type { SessionRow } from '@/lib/wire/sessions'

/** How long a session lives after its last use and after its start, given the settings as `c`. */
const idle = "make_interval(mins => COALESCE((c.security->>'idle_minutes')::int, 480))"
const absolute = "make_interval(hours => COALESCE((c.security->>'session_hours')::int, 24))"

/** Whether the session `s` is alive; its own end stays, even when sessions become longer. */
const alive = `s.revoked_at IS NULL AND s.expires_at > now()
  AND s.created_at > now() - ${absolute} AND s.seen_at > now() - ${idle}`

export type Holder = {
  user_id: number
  name: string
  email: string
  global_role: Role | null
  teams: { id: number; role: Role }[]
}

/** The columns of a Holder, given `users u`. */
export const holderColumns = `u.id AS user_id, u.name, u.email, u.global_role::text AS global_role,
  COALESCE((SELECT jsonb_agg(jsonb_build_object('id', ut.team_id, 'role', ut.role) ORDER BY ut.team_id)
              FROM user_teams ut WHERE ut.user_id = u.id), '[]') AS teams`

type SessionHolder = Holder & { session_id: number; stale: boolean; proved_at: Date }

/** The person behind a live session, or undefined. */
export async function findSessionHolder(tokenHash: Buffer): Promise<SessionHolder | undefined> {
  const [row] = await sql<SessionHolder>(
    'people',
    `SELECT s.id AS session_id, s.seen_at < now() - interval '1 minute' AS stale, s.proved_at,
            ${holderColumns}
       FROM sessions s JOIN users u ON u.id = s.user_id JOIN settings c ON c.id = 1
      WHERE s.token_hash = $1 AND ${alive} AND u.disabled_at IS NULL`,
    [tokenHash],
  )
  return row
}

export async function updateSessionSeen(id: number): Promise<void> {
  await sql('people', 'UPDATE sessions SET seen_at = now() WHERE id = $1', [id])
}

/** Whether the session's password was given in the last 15 minutes. */
export async function findProofFresh(id: number): Promise<boolean> {
  const rows = await sql(
    'people',
    "SELECT 1 FROM sessions WHERE id = $1 AND proved_at > now() - interval '15 minutes'",
    [id],
  )
  return rows.length > 0
}

/** Notes that the password was given again. Returns false for a session that has ended. */
export async function updateSessionProved(tx: Tx, id: number): Promise<boolean> {
  const rows = await tx.sql(
    'UPDATE sessions SET proved_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING id',
    [id],
  )
  return rows.length > 0
}

type NewSession = {
  token_hash: Buffer
  user_id: number
  address: string
  user_agent: string
}

/** Whether this person has signed in from there in the last 30 days. */
export async function isKnownClient(email: string, address: string): Promise<boolean> {
  const rows = await sql(
    'people',
    `SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id
      WHERE u.email = $1 AND s.address = $2 AND s.created_at > now() - interval '30 days' LIMIT 1`,
    [email, address],
  )
  return rows.length > 0
}

/** Starts a session and clears out what this person's long dead ones left. Returns its id. */
export async function insertSession(tx: Tx, session: NewSession): Promise<number> {
  await tx.sql(
    "DELETE FROM sessions WHERE user_id = $1 AND created_at < now() - interval '30 days'",
    [session.user_id],
  )
  const [row] = await tx.sql<{ id: number }>(
    `INSERT INTO sessions (token_hash, user_id, address, user_agent, expires_at)
     SELECT $1, $2, $3, $4, now() + ${absolute} FROM settings c WHERE c.id = 1 RETURNING id`,
    [session.token_hash, session.user_id, session.address, session.user_agent.slice(0, 255)],
  )
  return row?.id ?? 0
}

const columns = `s.id, s.user_id, s.created_at, s.seen_at, s.address, s.user_agent,
  LEAST(s.expires_at, s.created_at + ${absolute}) AS expires_at`

/** Live sessions of a person, the latest in use first. */
export function listSessions(userId: number): Promise<SessionRow[]> {
  return sql<SessionRow>(
    'people',
    `SELECT ${columns} FROM sessions s JOIN settings c ON c.id = 1
      WHERE s.user_id = $1 AND ${alive} ORDER BY s.seen_at DESC, s.id DESC LIMIT 500`,
    [userId],
  )
}

/** A live session. */
export async function findSession(id: number): Promise<SessionRow | undefined> {
  const [row] = await sql<SessionRow>(
    'people',
    `SELECT ${columns} FROM sessions s JOIN settings c ON c.id = 1 WHERE s.id = $1 AND ${alive}`,
    [id],
  )
  return row
}

/** Ends one session. Returns whether it was alive. */
export async function updateSessionRevoked(tx: Tx, id: number): Promise<boolean> {
  const rows = await tx.sql(
    'UPDATE sessions SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING id',
    [id],
  )
  return rows.length > 0
}

/** Ends every session of a person, save one. Returns the ids of those ended. */
export async function updateUserSessionsRevoked(
  tx: Tx,
  userId: number,
  exceptId: number | undefined,
): Promise<number[]> {
  const rows = await tx.sql<{ id: number }>(
    `UPDATE sessions SET revoked_at = now()
      WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > now() AND id <> $2
      RETURNING id`,
    [userId, exceptId ?? 0],
  )
  return rows.map(({ id }) => id)
}
