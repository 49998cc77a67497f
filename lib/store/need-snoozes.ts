// Needs of the overview that somebody put off, by kind and team (0: the whole fleet's overview).
import { sql, type Tx } from '@/lib/store/db'

export type Snooze = {
  kind: string
  reason: string
  count: number
  until: Date
  user_name: string | null
}

/** Those that hold now. */
export function listSnoozes(teamId: number): Promise<Snooze[]> {
  return sql<Snooze>(
    'people',
    `SELECT s.kind, s.reason, s.count, s.until, u.name AS user_name
       FROM need_snoozes s LEFT JOIN users u ON u.id = s.user_id
      WHERE s.team_id = $1 AND s.until > now()`,
    [teamId],
  )
}

type NewSnooze = {
  kind: string
  team_id: number
  user_id: number
  reason: string
  count: number
  until: Date
}

/** Takes the place of an earlier one of that kind. */
export async function updateSnooze(tx: Tx, snooze: NewSnooze): Promise<void> {
  await tx.sql(
    `INSERT INTO need_snoozes (kind, team_id, user_id, reason, count, until)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (kind, object_id, team_id) DO UPDATE SET user_id = excluded.user_id,
       reason = excluded.reason, count = excluded.count, until = excluded.until,
       created_at = now()`,
    [snooze.kind, snooze.team_id, snooze.user_id, snooze.reason, snooze.count, snooze.until],
  )
}

/** Says whether there was one that held. */
export async function removeSnooze(tx: Tx, kind: string, teamId: number): Promise<boolean> {
  const rows = await tx.sql(
    'DELETE FROM need_snoozes WHERE kind = $1 AND team_id = $2 RETURNING id',
    [kind, teamId],
  )
  return rows.length > 0
}
