// One state for each host and query that it should run, by one precedence, from what the folds know.
// Who should run what is told by the caller; nothing here knows targets.
import { onlineSince } from '@/lib/store/host-seen'

/** A query as groups of hosts should run it. */
type ExpectedQuery = {
  groups: number[]
  pack_query_id: number
  interval: number
  sql_digest: string
  snapshot: boolean
}

/** Hosts by the group of queries that they should run, and the queries of each group. */
export type Expected = {
  hosts: { id: number; group: number }[]
  queries: ExpectedQuery[]
}

const daySeconds = 86_400

/** An agent's schedule is read every hour, a tenth more or less. */
const readAfter = "now() - interval '3 hours'"

const denylisted = `(q.denylisted AND q.schedule_at > now() - interval '25 hours'
    AND coalesce(q.last_result_at <= q.schedule_at, true))
  OR (q.killed_at > now() - interval '24 hours' AND coalesce(q.killed_at > q.schedule_at, true)
    AND coalesce(q.killed_at > q.last_result_at, true))`
/** A run that was seen after the error and told of none shows that it has passed. */
const failing = `q.error_at > now() - e.window - interval '1 hour'
  AND coalesce(q.error_at > q.last_result_at, true)
  AND NOT (q.last_executed > q.error_unix + 5 AND q.schedule_at > q.error_at)`
const reporting = `q.last_result_at > now() - e.window
  OR (q.ran_at > q.schedule_at - e.window AND q.schedule_at > ${readAfter})`
/** Silence needs a word of the agent after the first run was due, or that it owes that word. */
const silent = `now() >= p.due + interval '5 minutes'
  AND (q.schedule_at >= p.due OR now() >= p.due + interval '150 minutes')`

/** When the first run was due since the host has this SQL and was there. */
const due = `SELECT greatest(min(r.first_served_at), h.present_since) + e.first_run AS due
  FROM host_renderings r
  JOIN rendering_queries m ON m.rendering_hash = r.rendering_hash
   AND m.pack_query_id = e.pack_query_id AND m.sql_digest = e.digest
 WHERE r.host_id = h.id`

/**
 * As statements begin: one row for each host and query that it should run, with its state. A lost run
 * shows after two splayed intervals (`window`), a first one comes after one (`first_run`).
 */
const pairsWith = (known: string) => `
WITH h AS MATERIALIZED (
  SELECT u.id, u.g, coalesce(t.team_id, 0) AS team_id, c.present_since,
         coalesce(s.seen_at > ${onlineSince}, false) AS online
    FROM unnest($1::int[], $2::int[]) AS u(id, g)
    JOIN hosts t ON t.id = u.id
    LEFT JOIN host_seen s ON s.host_id = u.id
    LEFT JOIN host_schedules c ON c.host_id = u.id),
e AS MATERIALIZED (
  SELECT groups::int[] AS groups, pack_query_id, interval, digest, day_seconds,
         interval * interval '2.2 seconds' + interval '5 minutes' AS window,
         interval * interval '1.1 seconds' AS first_run
    FROM unnest($3::text[], $4::int[], $5::int[], $6::uuid[], $7::int[])
      AS e(groups, pack_query_id, interval, digest, day_seconds)),
pairs AS (
  SELECT e.pack_query_id, e.interval, e.digest, e.day_seconds, e.window, o.* FROM e CROSS JOIN LATERAL (
    SELECT h.id AS host_id, h.team_id, q.last_result_at, q.ran_at, q.schedule_at, q.killed_at,
      q.error, q.error_at, q.revision, q.revision_since, q.revision_rows, q.revision_bytes,
      q.recent_cpu_ms,
      CASE WHEN ${denylisted} THEN 'denylisted' WHEN ${failing} THEN 'failing'
           WHEN ${reporting} THEN 'reporting' WHEN NOT h.online THEN 'not_due'
           WHEN (SELECT ${silent} FROM (${due} OFFSET 0) p) THEN 'silent'
           ELSE 'not_due' END AS state
      FROM h LEFT JOIN ${known} ON q.pack_query_id = e.pack_query_id AND q.host_id = h.id
     WHERE h.g = ANY(e.groups) OFFSET 0) o)`

const manyHosts = 1_000
const byHost = pairsWith('query_hosts q')
/** Reads whatever is known of a query in one go: for many hosts that beats a look-up for each. */
const byQuery = pairsWith(
  '(SELECT * FROM query_hosts k WHERE k.pack_query_id = e.pack_query_id OFFSET 0) q',
)

export const pairsOf = ({ hosts }: Expected): string =>
  hosts.length > manyHosts ? byQuery : byHost

/** $1 to $7 of `pairsOf`. */
export const parameters = ({ hosts, queries }: Expected): unknown[] => [
  hosts.map(({ id }) => id),
  hosts.map(({ group }) => group),
  queries.map(({ groups }) => `{${groups.join(',')}}`),
  queries.map(({ pack_query_id }) => pack_query_id),
  queries.map(({ interval }) => interval),
  queries.map(({ sql_digest }) => sql_digest),
  queries.map(({ snapshot, interval }) => (snapshot ? interval : daySeconds)),
]

/**
 * Per day, of a host's sum since it runs its revision: over one interval at the least, and over a day
 * where the first report is of everything there is.
 */
export const perDay = (column: string) => `(${column} * 86400.0::float8 / greatest(
  extract(epoch FROM now() - revision_since)::float8, day_seconds, 1))`
