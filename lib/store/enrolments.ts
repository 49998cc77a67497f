// Enrolments as they came: hosts by when they last came in, and the tries that were refused, gathered
// by minute so that whoever hammers at the door makes a row a minute and not one a try.
import { sql, type Tx } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { EnrolledHostRow, RefusalReason, RefusalRow } from '@/lib/wire/enrolments'
import type { TeamScope } from '@/lib/wire/roles'

const listedMost = 200

type Since = { since: string; team_id?: number | undefined }

/** Hosts in scope that enrolled, or enrolled anew, since then; the newest first, and how many in all. */
export async function listEnrolled(
  scope: TeamScope,
  { since, team_id }: Since,
): Promise<{ enrolled: EnrolledHostRow[]; count: number }> {
  const within = scopeSql(scope, 'h.team_id', 3)
  const rows = await sql<EnrolledHostRow & { count: number }>(
    'people',
    `SELECT h.id, h.hostname, coalesce(nullif(h.display_name, ''), nullif(h.hostname, ''),
            nullif(h.host_identifier, ''), 'host ' || h.id) AS display_name,
            h.platform, h.team_id, h.last_enrolled_at AS enrolled_at,
            coalesce(s.address, '') AS address, h.enrolled_at < h.last_enrolled_at AS again,
            (SELECT e.name FROM node_keys k JOIN enroll_secrets e ON e.id = k.enroll_secret_id
              WHERE k.host_id = h.id ORDER BY k.id DESC LIMIT 1) AS enroll_secret,
            count(*) OVER () AS count
       FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id
      WHERE h.last_enrolled_at >= $1 AND ($2::int IS NULL OR h.team_id = $2) AND ${within.text}
      ORDER BY h.last_enrolled_at DESC, h.id DESC LIMIT ${listedMost}`,
    [since, team_id ?? null, ...within.values],
  )
  return {
    enrolled: rows.map(({ count: _, ...host }) => host),
    count: Number(rows[0]?.count ?? 0),
  }
}

/** Refused tries since then. A secret that never was belongs to no team: only `all` sees its tries. */
export function listRefusals(scope: TeamScope, { since, team_id }: Since): Promise<RefusalRow[]> {
  const within = scopeSql(scope, 'e.team_id', 3)
  return sql<RefusalRow>(
    'people',
    `SELECT r.at, r.reason, r.address, r.tries, r.hostname, e.name AS enroll_secret
       FROM enrolment_refusals r LEFT JOIN enroll_secrets e ON e.id = r.enroll_secret_id
      WHERE r.at >= $1 AND ($2::int IS NULL OR e.id IS NULL OR e.team_id = $2) AND ${within.text}
      ORDER BY r.at DESC, r.id DESC LIMIT ${listedMost}`,
    [since, team_id ?? null, ...within.values],
  )
}

type NewRefusal = {
  address: string
  reason: RefusalReason
  enroll_secret_id: number
  hostname: string
}

/** Counts a refused try. True for the first of its minute, address, reason and secret. */
export async function insertRefusal(tx: Tx, refusal: NewRefusal): Promise<boolean> {
  const [row] = await tx.sql<{ tries: number }>(
    `INSERT INTO enrolment_refusals AS r (minute, address, reason, enroll_secret_id, hostname)
     VALUES (date_trunc('minute', now()), $1, $2, $3, $4)
     ON CONFLICT (minute, address, reason, enroll_secret_id)
     DO UPDATE SET tries = r.tries + 1, at = clock_timestamp(), hostname = EXCLUDED.hostname
     RETURNING r.tries`,
    [refusal.address, refusal.reason, refusal.enroll_secret_id, refusal.hostname],
  )
  return row?.tries === 1
}

/** Forgets refused tries after a day. */
export async function removeOldRefusals(): Promise<void> {
  await sql('work', "DELETE FROM enrolment_refusals WHERE at < now() - interval '1 day'")
}
