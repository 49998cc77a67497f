// What the timeline of one host is drawn from, beside its events. The caller authorises on the host.
import { sql } from '@/lib/store/db'

type Window = { from: Date; to: Date }

export type ServedAt = {
  at: Date
  hash: string
  packs: { id: number; name: string; revision: number }[]
}

/** The configuration that was served when the window began, and each other one served in it. */
export function listServed(hostId: number, { from, to }: Window): Promise<ServedAt[]> {
  return sql<ServedAt>(
    'people',
    `WITH served AS (
       (SELECT at, details->>'hash' AS hash FROM host_events
         WHERE host_id = $1 AND kind = 'configured' AND at < $2 ORDER BY at DESC LIMIT 1)
       UNION ALL
       SELECT at, details->>'hash' FROM host_events
        WHERE host_id = $1 AND kind = 'configured' AND at >= $2 AND at < $3
     ), known AS (
       SELECT * FROM served UNION ALL
       SELECT config_served_at, rendering_hash FROM hosts
        WHERE id = $1 AND rendering_hash IS NOT NULL AND config_served_at < $3
          AND NOT EXISTS (SELECT FROM served)
     )
     SELECT k.at, k.hash, coalesce((SELECT jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name,
         'revision', r.revision) ORDER BY p.name)
       FROM rendering_packs r JOIN packs p ON p.id = r.pack_id WHERE r.rendering_hash = k.hash),
       '[]') AS packs
     FROM known k ORDER BY k.at`,
    [hostId, from, to],
  )
}

/** Lines by their place among stretches of so many seconds from the window's beginning. */
export function countLinesOver(
  hostId: number,
  { from, to }: Window,
  bucketSeconds: number,
): Promise<{ bucket: number; lines: number }[]> {
  return sql(
    'people',
    `SELECT floor(extract(epoch FROM received_at - $2::timestamptz) / $4::int)::int AS bucket,
       count(*)::int AS lines
     FROM result_lines
     WHERE host_id = $1 AND received_at >= $2 AND received_at < $3 AND campaign_id IS NULL
     GROUP BY 1 ORDER BY 1`,
    [hostId, from, to, bucketSeconds],
  )
}

const eachMax = 200

export type AskedAt = { campaign_id: number; name: string; state: string; at: Date }

/** Live queries that the host got or answered in the window. */
export function listAsked(hostId: number, { from, to }: Window): Promise<AskedAt[]> {
  return sql<AskedAt>(
    'people',
    `SELECT * FROM (
       SELECT c.id AS campaign_id, c.name, ch.state::text AS state,
         coalesce(ch.finished_at, ch.sent_at, c.created_at) AS at
       FROM campaign_hosts ch JOIN campaigns c ON c.id = ch.campaign_id
       WHERE ch.host_id = $1) asked
     WHERE at >= $2 AND at < $3 ORDER BY at DESC LIMIT ${eachMax}`,
    [hostId, from, to],
  )
}

export type FaultAt = {
  at: Date
  kind: 'failed' | 'stopped' | 'logged'
  text: string
  query: string | null
}

/** Errors of scheduled queries, queries that ended the agent, and what the agent logged as an error. */
export function listFaults(hostId: number, { from, to }: Window): Promise<FaultAt[]> {
  return sql<FaultAt>(
    'people',
    `SELECT * FROM (
       SELECT f.at, f.kind, f.text, q.name AS query FROM query_hosts h
         JOIN pack_queries q ON q.id = h.pack_query_id,
         LATERAL (VALUES (h.error_at, 'failed', coalesce(h.error, '')),
           (h.killed_at, 'stopped', 'the watchdog ended the agent at it')) AS f(at, kind, text)
        WHERE h.host_id = $1 AND f.at >= $2 AND f.at < $3
       UNION ALL
       SELECT max(received_at), 'logged', message || CASE WHEN count(*) > 1
           THEN ' (' || count(*) || ' times, the last time then)' ELSE '' END, NULL
         FROM (SELECT received_at, left(message, 500) AS message FROM status_lines
                WHERE host_id = $1 AND severity >= 2 AND received_at >= $2 AND received_at < $3) l
        GROUP BY message) faults
     ORDER BY at DESC LIMIT ${eachMax}`,
    [hostId, from, to],
  )
}

/** Whether any agent at all was heard in each of the stretches: else it was the server that was away. */
export async function listFleetHeard(
  stretches: readonly { from: Date; to: Date }[],
): Promise<boolean[]> {
  if (stretches.length === 0) return []
  const rows = await sql<{ heard: boolean }>(
    'people',
    `SELECT EXISTS (SELECT FROM fleet_minutes m WHERE m.check_ins > 0
         AND m.minute > u.since AND m.minute < u.until - interval '1 minute') AS heard
     FROM unnest($1::timestamptz[], $2::timestamptz[]) WITH ORDINALITY AS u(since, until, at)
     ORDER BY u.at`,
    [stretches.map(({ from }) => from), stretches.map(({ to }) => to)],
  )
  return rows.map(({ heard }) => heard)
}
