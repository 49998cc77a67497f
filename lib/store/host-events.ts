// What happened to hosts, kept for their pages: written in the statement that makes it happen, so that
// nothing is compared twice. Bounded by age and by number for each host.
import { sql, type Tx } from '@/lib/store/db'
import type { HostEventKind } from '@/lib/wire/host-timeline'

/**
 * SQL over a CTE `heard_now(host_id, seen_at)`: notes a gap for each host that was offline by its own
 * rhythm until now. In the statement that writes `host_seen`, whose rows it still reads as they were.
 */
export const noteGaps = `
  INSERT INTO host_events (host_id, at, kind, since)
  SELECT n.host_id, n.seen_at, 'silent', s.seen_at
    FROM heard_now n JOIN host_seen s ON s.host_id = n.host_id
   WHERE n.seen_at > s.seen_at
     + make_interval(secs => greatest(2 * s.rhythm_seconds, 60) + 30)`

export async function appendHostEvent(
  tx: Tx,
  host_id: number,
  kind: HostEventKind,
  details: Record<string, unknown> = {},
): Promise<void> {
  await tx.sql('INSERT INTO host_events (host_id, kind, details) VALUES ($1, $2, $3)', [
    host_id,
    kind,
    JSON.stringify(details),
  ])
}

/** Notes what new vitals ($2 as in `setFacts`) say against those before: versions, a reboot. */
export const noteFacts = `
INSERT INTO host_events (host_id, kind, details)
SELECT $1, c.kind, jsonb_build_object('from', c.old, 'to', c.new) FROM hosts h,
  LATERAL (VALUES
    ('upgraded', h.osquery_version, $2::jsonb->>'osquery_version'),
    ('system_changed', trim(h.os_name || ' ' || h.os_version),
      trim(coalesce($2::jsonb->>'os_name', h.os_name) || ' '
        || coalesce($2::jsonb->>'os_version', h.os_version))),
    ('renamed', h.hostname, $2::jsonb->>'hostname')) AS c(kind, old, new)
 WHERE h.id = $1 AND c.old <> '' AND c.new <> c.old
UNION ALL
SELECT $1, 'rebooted', '{}' FROM hosts h
 WHERE h.id = $1 AND (h.vitals->>'uptime_seconds')::float8
   > ($2::jsonb->'vitals'->>'uptime_seconds')::float8`

/** Notes that the agent's process ($2: when it began, Unix seconds) is another than before. */
export const noteRestart = `
INSERT INTO host_events (host_id, kind, details)
SELECT host_id, 'restarted', '{}' FROM host_schedules
 WHERE host_id = $1 AND agent_start > 0 AND $2::bigint > agent_start + 5`

const daysKept = 30
const keptEach = 1_000

/** Forgets what is old, and of each host all but its latest thousand. */
export async function removeOldHostEvents(): Promise<void> {
  await sql(
    'work',
    `DELETE FROM host_events WHERE id IN (SELECT id FROM host_events
       WHERE at < now() - interval '${daysKept} days' LIMIT 50000)`,
  )
  await sql(
    'work',
    `DELETE FROM host_events e USING (
       SELECT m.host_id, (SELECT at FROM host_events o WHERE o.host_id = m.host_id
                           ORDER BY at DESC OFFSET ${keptEach} LIMIT 1) AS until
         FROM (SELECT host_id FROM host_events GROUP BY 1 HAVING count(*) > ${keptEach}) m) old
      WHERE e.host_id = old.host_id AND e.at <= old.until`,
  )
}

export type StoredEvent = {
  at: Date
  since: Date | null
  kind: HostEventKind
  details: Record<string, unknown>
}

type Window = { from: Date; to: Date }

/** Events that touch the window, the oldest first; of gaps also those that began before it. */
export function listHostEvents(hostId: number, { from, to }: Window): Promise<StoredEvent[]> {
  return sql<StoredEvent>(
    'people',
    `SELECT at, since, kind, details FROM (
       SELECT * FROM host_events WHERE host_id = $1 AND at >= $2 AND coalesce(since, at) < $3
        ORDER BY at DESC LIMIT ${keptEach}) e
      ORDER BY at`,
    [hostId, from, to],
  )
}
