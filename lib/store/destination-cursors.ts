// How far each destination is: moved in one statement with what was counted and refused, and only for
// the holder of the lease and the version that it read. A fenced worker's statement changes nothing.
import { sql } from '@/lib/store/db'

export type Owner = { id: number; version: number; fence: number }

export type NewLetter = {
  key: string
  kind: string
  reason: string
  host_id: number
  host: string
  pack: string | null
  query: string | null
  received_at: string
  text: string
}

export type Progress = {
  result_id: number
  status_id: number
  delivered: number
  last_event: string | null
  refused: readonly NewLetter[]
  /** Replayed letters that are settled: taken, or refused again (then also in `refused`). */
  settled: readonly number[]
}

export const leaseOf = (id: number) => `destination:${id}`

const held = `held AS (SELECT 1 FROM leases
                        WHERE name = $1 AND fence = $2 AND expires_at > now() FOR SHARE)`

const advanceSql = `
WITH ${held}, moved AS (
  UPDATE destinations d
     SET result_id = $5, status_id = $6, delivered = d.delivered + $7,
         last_event = coalesce($8, d.last_event),
         last_event_at = CASE WHEN $8 IS NULL THEN d.last_event_at ELSE now() END,
         last_error = d.last_error || '{"next_try_at": null, "attempt": 0}'
    FROM held WHERE d.id = $3 AND d.version = $4 RETURNING d.id
), counted AS (
  INSERT INTO destination_minutes AS m (destination_id, minute, delivered)
  SELECT id, date_trunc('minute', now()), $7 FROM moved WHERE $7 > 0
  ON CONFLICT (destination_id, minute) DO UPDATE SET delivered = m.delivered + excluded.delivered
), refused AS (
  INSERT INTO destination_dead_letters AS l (destination_id, key, kind, reason, host_id, host, pack,
                                             query, received_at, text)
  SELECT moved.id, r.key, r.kind, r.reason, r.host_id, r.host, r.pack, r.query, r.received_at, r.text
    FROM moved, jsonb_to_recordset($9::jsonb) AS r(key text, kind text, reason text, host_id int,
           host text, pack text, query text, received_at timestamptz, text text)
  ON CONFLICT (destination_id, key) DO UPDATE
    SET reason = excluded.reason, at = now(), text = excluded.text, replaying = false
), gone AS (
  DELETE FROM destination_dead_letters l USING moved
   WHERE l.destination_id = moved.id AND l.id = ANY($10::bigint[])
     AND l.key NOT IN (SELECT r.key FROM jsonb_to_recordset($9::jsonb) AS r(key text))
)
SELECT id FROM moved`

/** Says whether the owner still is one; nothing is kept otherwise. */
export async function advanceDestination(owner: Owner, progress: Progress): Promise<boolean> {
  const rows = await sql('forward', advanceSql, [
    leaseOf(owner.id),
    owner.fence,
    owner.id,
    owner.version,
    progress.result_id,
    progress.status_id,
    progress.delivered,
    progress.last_event,
    JSON.stringify(progress.refused),
    progress.settled,
  ])
  return rows.length > 0
}

/** Notes a try in vain; false when the owner is none any more. */
export async function noteFault(
  owner: Owner,
  fault: { message: string; attempt: number; wait_ms: number },
): Promise<boolean> {
  const rows = await sql(
    'forward',
    `WITH ${held}
     UPDATE destinations d
        SET retries = d.retries + 1,
            last_error = jsonb_build_object('message', $5::text, 'at', now(), 'attempt', $6::int,
              'next_try_at', now() + $7 * interval '1 millisecond')
       FROM held WHERE d.id = $3 AND d.version = $4 RETURNING d.id`,
    [
      leaseOf(owner.id),
      owner.fence,
      owner.id,
      owner.version,
      fault.message,
      fault.attempt,
      fault.wait_ms,
    ],
  )
  return rows.length > 0
}

/** It goes on though no line proved it yet; false when the owner is none any more. */
export async function clearFault({ id, version, fence }: Owner): Promise<boolean> {
  const rows = await sql(
    'forward',
    `WITH ${held}
     UPDATE destinations d
        SET last_error = d.last_error || '{"next_try_at": null, "attempt": 0}'
       FROM held WHERE d.id = $3 AND d.version = $4 RETURNING d.id`,
    [leaseOf(id), fence, id, version],
  )
  return rows.length > 0
}

export type Lag = {
  id: number
  name: string
  kind: string
  lines: number
  oldest_result: Date | null
  oldest_status: Date | null
}

const counted = 5_000

const lagOf = (log: 'result_lines' | 'status_lines', cursor: string, wanted: string) => `
  LATERAL (
    SELECT min(received_at) AS oldest,
           CASE WHEN count(*) < ${counted} THEN count(*)
                ELSE round(count(*) * (s.last_value - ${cursor})::numeric / (max(id) - ${cursor}))
            END AS lines
      FROM (SELECT id, received_at FROM ${log} WHERE ${wanted} AND id > ${cursor}
             ORDER BY id LIMIT ${counted}) ahead,
           (SELECT last_value FROM ${log}_id_seq) s
     GROUP BY s.last_value)`

/**
 * How many lines each destination has not passed: counted up to 5,000, beyond that reckoned from how
 * densely those lie among the ids that were given out. Cheap however many there are.
 */
export function listLags(): Promise<Lag[]> {
  const anyResult = "(d.live OR d.log_types && ARRAY['result', 'snapshot'])"
  const anyStatus = "'status' = ANY(d.log_types)"
  return sql(
    'people',
    `SELECT d.id, d.name, d.kind, (coalesce(r.lines, 0) + coalesce(s.lines, 0))::bigint AS lines,
            r.oldest AS oldest_result, s.oldest AS oldest_status
       FROM destinations d
       LEFT JOIN ${lagOf('result_lines', 'd.result_id', anyResult)} r ON true
       LEFT JOIN ${lagOf('status_lines', 'd.status_id', anyStatus)} s ON true`,
  )
}

/** Minutes that no list shows any more. */
export async function removeOldMinutes(): Promise<void> {
  await sql('work', "DELETE FROM destination_minutes WHERE minute < now() - interval '3 hours'")
}
