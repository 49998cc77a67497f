// The newest answers of hosts to what their schedules are, and the sums that they are folded into.
import type { Tx } from '@/lib/store/db'
import { foldTransaction } from '@/lib/store/health-folds'
import type { Reading } from '@/lib/wire/cost-readings'

export type UnfoldedSchedule = {
  host_id: number
  read_at: Date
  agent_time: number
  agent_start: number
  /** When the agent's process began at the fold before; 0 when never told. */
  folded_start: number
  rows: Reading[]
  /** The configuration that the agent says it runs, else the one it was last served. */
  rendering_hash: string | null
}

/** The sums of one query on one host, as stored. */
export type StoredSums = {
  pack_query_id: number
  host_id: number
  sql_digest: string | null
  executions: number
  wall_ms: number
  user_ms: number
  system_ms: number
  last_executed: number
  runs: number
  total_wall_ms: number
  total_user_ms: number
  total_system_ms: number
  memory_bytes: number
  recent_cpu_ms: number | null
}

export type NewSums = StoredSums & {
  schedule_at: string
  revision: number | null
  interval: number
  denylisted: boolean
  ran_at: string | null
}

const unfoldedSql = `
SELECT s.host_id, s.read_at, s.agent_time, s.agent_start, s.folded_start, s.rows,
  coalesce((SELECT r.hash FROM host_renderings hr JOIN renderings r ON r.hash = hr.rendering_hash
     WHERE hr.host_id = s.host_id AND s.config_hash <> ''
       AND s.config_hash IN (r.expected_config_hash, r.etag_config_hash)
     ORDER BY hr.served_at DESC LIMIT 1), h.rendering_hash) AS rendering_hash
FROM host_schedules s LEFT JOIN hosts h ON h.id = s.host_id
WHERE NOT s.folded ORDER BY s.read_at LIMIT $1`

const numbers = `schedule_at timestamptz, revision int, interval int, denylisted boolean,
  ran_at timestamptz, last_executed bigint, executions bigint, wall_ms float8, user_ms float8,
  system_ms float8, runs bigint, total_wall_ms float8, total_user_ms float8,
  total_system_ms float8, memory_bytes float8, recent_cpu_ms float8, sql_digest uuid`
const names = numbers.split(',').map((each) => each.trim().split(' ')[0] ?? '')
const other = 'q.sql_digest IS DISTINCT FROM EXCLUDED.sql_digest AND q.sql_digest IS NOT NULL'
const anew = (column: string) => `${column} = CASE WHEN ${other} THEN 0 ELSE q.${column} END`
const moved = 'q.revision IS DISTINCT FROM EXCLUDED.revision AND q.revision IS NOT NULL'

const updateSumsSql = `
INSERT INTO query_hosts AS q (pack_query_id, host_id, ${names.join(', ')})
SELECT pack_query_id, host_id, ${names.join(', ')}
  FROM jsonb_to_recordset($1::jsonb) AS u(pack_query_id int, host_id int, ${numbers})
 ORDER BY 1, 2
ON CONFLICT (pack_query_id, host_id) DO UPDATE SET
  ${names
    .filter((name) => name !== 'ran_at')
    .map((name) => `${name} = EXCLUDED.${name}`)
    .join(', ')},
  ran_at = CASE WHEN ${other} THEN EXCLUDED.ran_at ELSE coalesce(EXCLUDED.ran_at, q.ran_at) END,
  ${['lines', 'rows', 'bytes'].map(anew).join(', ')},
  revision_since = CASE WHEN ${moved} THEN EXCLUDED.schedule_at ELSE q.revision_since END,
  revision_rows = CASE WHEN ${moved} THEN 0 ELSE q.revision_rows END,
  revision_bytes = CASE WHEN ${moved} THEN 0 ELSE q.revision_bytes END`

const dueSql = `
INSERT INTO query_costs AS c (pack_query_id) SELECT DISTINCT unnest($1::int[]) ORDER BY 1
ON CONFLICT (pack_query_id) DO UPDATE SET
  due_at = least(c.due_at, greatest(now(), c.computed_at + interval '1 minute'))`

/** Marks costs of those SQL texts to be computed anew, at most once a minute each. */
export async function markSqlDue(tx: Tx, digests: readonly string[]): Promise<void> {
  await tx.sql(
    `INSERT INTO sql_costs AS c (sql_digest, platform, due_at)
     SELECT DISTINCT unnest($1::uuid[]), '', now() ORDER BY 1
     ON CONFLICT (sql_digest, platform) DO UPDATE SET due_at = least(c.due_at,
       greatest(now(), coalesce(c.computed_at, now()) + interval '1 minute'))`,
    [digests],
  )
}

type Counts = (schedules: UnfoldedSchedule[], stored: StoredSums[]) => Promise<NewSums[]>

/** Folds the answers of at most `limit` hosts; an answer that came meanwhile is left for the next. */
export function foldHostSchedules(limit: number, count: Counts): Promise<boolean> {
  return foldTransaction(async (tx) => {
    const schedules = await tx.sql<UnfoldedSchedule>(unfoldedSql, [limit])
    if (schedules.length === 0) return false
    const hosts = schedules.map(({ host_id }) => host_id)
    const stored = await tx.sql<StoredSums>(
      `SELECT pack_query_id, host_id, sql_digest, executions, wall_ms, user_ms, system_ms,
              last_executed, runs, total_wall_ms, total_user_ms, total_system_ms, memory_bytes,
              recent_cpu_ms FROM query_hosts WHERE host_id = ANY($1::int[])`,
      [hosts],
    )
    const sums = await count(schedules, stored)
    if (sums.length > 0) {
      await tx.sql(updateSumsSql, [JSON.stringify(sums)])
      await tx.sql(dueSql, [sums.map(({ pack_query_id }) => pack_query_id)])
      await markSqlDue(
        tx,
        sums.flatMap(({ sql_digest }) => sql_digest ?? []),
      )
    }
    await tx.sql(
      `UPDATE host_schedules s SET folded = true, folded_start = s.agent_start
         FROM unnest($1::int[], $2::timestamptz[]) AS u(host_id, read_at)
        WHERE s.host_id = u.host_id AND s.read_at = u.read_at`,
      [hosts, schedules.map(({ read_at }) => read_at)],
    )
    return true
  })
}
