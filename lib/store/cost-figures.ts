// Computes percentiles over hosts and keeps them: by scheduled query, by SQL text and platform, and by
// revision and day. Hosts count once each with their own mean, so a rogue one moves only its own row.
import { sql } from '@/lib/store/db'

const percentiles = (column: string) =>
  `jsonb_build_object('p50', percentile_cont(0.5) WITHIN GROUP (ORDER BY ${column}),
                      'p95', percentile_cont(0.95) WITHIN GROUP (ORDER BY ${column}))`
const median = (column: string) => `percentile_cont(0.5) WITHIN GROUP (ORDER BY ${column})`

/** Over rows with wall, usr, sys, memory (means of a host), runs, rows and bytes. */
export const figures = `jsonb_build_object(
  'wall_ms', ${percentiles('wall')}, 'cpu_ms', ${percentiles('usr + sys')},
  'user_ms', ${median('usr')}, 'system_ms', ${median('sys')},
  'memory_bytes', ${percentiles('memory')},
  'rows_per_run', coalesce(sum(rows) / nullif(sum(runs), 0), 0)::float8,
  'bytes_per_run', coalesce(sum(bytes) / nullif(sum(runs), 0), 0)::float8,
  'hosts', count(*), 'runs', sum(runs))`

/** The means of hosts out of query_hosts q. */
export const means = `q.total_wall_ms / q.runs AS wall, q.total_user_ms / q.runs AS usr,
  q.total_system_ms / q.runs AS sys, q.memory_bytes AS memory, q.runs, q.rows, q.bytes`

/** User and system seconds a day of one host. */
export const dailySeconds = `(q.total_user_ms + q.total_system_ms) / q.runs * 86.4
  / greatest(q.interval, 1)`

export const measured = "q.runs > 0 AND q.schedule_at > now() - interval '30 days'"

const queryCostSql = `
UPDATE query_costs c SET computed_at = now(), due_at = 'infinity',
  cost = f.cost, agent_seconds_per_day = coalesce(f.agent_seconds_per_day, 0)
FROM (SELECT CASE WHEN count(*) > 0 THEN ${figures} || jsonb_build_object(
               'agent_seconds_per_day_p95', percentile_cont(0.95) WITHIN GROUP (ORDER BY daily))
             END AS cost, sum(daily) AS agent_seconds_per_day
        FROM (SELECT ${means}, ${dailySeconds} AS daily FROM query_hosts q
               WHERE q.pack_query_id = $1 AND ${measured}) q) f
WHERE c.pack_query_id = $1`

const trendSql = `
INSERT INTO query_trends AS t (pack_query_id, revision, day, p50, p95, hosts)
SELECT q.pack_query_id, q.revision, (now() AT TIME ZONE 'UTC')::date,
       ${median('q.recent_cpu_ms')}, percentile_cont(0.95) WITHIN GROUP (ORDER BY q.recent_cpu_ms),
       count(*)
  FROM query_hosts q
 WHERE q.pack_query_id = $1 AND q.revision IS NOT NULL AND q.recent_cpu_ms IS NOT NULL
   AND (q.schedule_at AT TIME ZONE 'UTC')::date = (now() AT TIME ZONE 'UTC')::date
 GROUP BY 1, 2, 3 ORDER BY 2
ON CONFLICT (pack_query_id, revision, day) DO UPDATE
  SET p50 = EXCLUDED.p50, p95 = EXCLUDED.p95, hosts = EXCLUDED.hosts`

/** Computes the figures of the scheduled query that is longest due; false when none is. */
export async function updateNextQueryCost(): Promise<boolean> {
  const [next] = await sql<{ id: number }>(
    'work',
    `SELECT pack_query_id AS id FROM query_costs WHERE due_at <= now() ORDER BY due_at LIMIT 1`,
  )
  if (!next) return false
  await sql('work', queryCostSql, [next.id])
  await sql('work', trendSql, [next.id])
  return true
}

const sqlCostSql = `
INSERT INTO sql_costs AS c (sql_digest, platform, computed_at, cost)
SELECT $1::uuid, CASE WHEN grouping(platform) = 1 THEN '' ELSE platform END, now(), ${figures}
  FROM (SELECT h.platform, ${means} FROM query_hosts q JOIN hosts h ON h.id = q.host_id
         WHERE q.sql_digest = $1 AND ${measured}
        UNION ALL
        SELECT h.platform, q.wall_ms / q.runs, q.user_ms / q.runs, q.system_ms / q.runs,
               q.memory_bytes, q.runs, q.rows, q.bytes
          FROM live_costs q JOIN hosts h ON h.id = q.host_id
         WHERE q.sql_digest = $1 AND q.runs > 0) q
 GROUP BY GROUPING SETS ((platform), ())
HAVING count(*) > 0
ON CONFLICT (sql_digest, platform) DO UPDATE
  SET computed_at = EXCLUDED.computed_at, cost = EXCLUDED.cost`

/** Computes the figures of the SQL text that is longest due; false when none is. */
export async function updateNextSqlCost(): Promise<boolean> {
  const [next] = await sql<{ digest: string }>(
    'work',
    `UPDATE sql_costs SET due_at = NULL WHERE platform = '' AND sql_digest = (
       SELECT sql_digest FROM sql_costs WHERE due_at <= now() ORDER BY due_at LIMIT 1)
     RETURNING sql_digest AS digest`,
  )
  if (!next) return false
  await sql('work', sqlCostSql, [next.digest])
  return true
}

/** Forgets what nothing has said for long: for hosts as long as lines are kept, more for figures. */
export async function removeOldHealth(): Promise<void> {
  for (const text of [
    `DELETE FROM query_hosts q WHERE (greatest(q.last_result_at, q.schedule_at, q.error_at)
       < now() - (SELECT interval '3 days' + interval '1 day' * greatest(30,
           CASE WHEN jsonb_typeof(limits->'result_retention_days') = 'number'
                THEN (limits->>'result_retention_days')::numeric END) FROM settings)
       AND NOT EXISTS (SELECT 1 FROM result_bases b
         WHERE b.pack_query_id = q.pack_query_id AND b.host_id = q.host_id))
       OR NOT EXISTS (SELECT 1 FROM hosts h WHERE h.id = q.host_id)`,
    'DELETE FROM host_schedules s WHERE NOT EXISTS (SELECT 1 FROM hosts h WHERE h.id = s.host_id)',
    `DELETE FROM live_costs c WHERE c.updated_at < now() - interval '90 days'
       OR NOT EXISTS (SELECT 1 FROM hosts h WHERE h.id = c.host_id)`,
    "DELETE FROM query_days WHERE day < now() - interval '90 days'",
    "DELETE FROM query_trends WHERE day < now() - interval '180 days'",
    `DELETE FROM rendering_queries q WHERE NOT EXISTS
       (SELECT 1 FROM renderings r WHERE r.hash = q.rendering_hash)`,
    "DELETE FROM sql_costs WHERE computed_at < now() - interval '180 days'",
  ])
    await sql('work', text)
}
