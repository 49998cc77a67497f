// What gates of a rollout are judged by: the states, costs and rows of hosts that run the one revision
// by the hash they reported, and of those that run the other.
import { sql } from '@/lib/store/db'
import { type Expected, pairsOf, parameters, perDay } from '@/lib/store/health-pairs'
import type { HealthState } from '@/lib/wire/health'

type Fault = {
  state: HealthState
  pack_query_id: number
  message: string | null
  hosts: number
}

export type Faults = {
  /** Hosts with at least one query in that state. */
  failing: number
  denylisted: number
  silent: number
  worst: Fault[]
}

const moment = `SELECT r.host_id, min(r.first_served_at) AS at
  FROM host_renderings r JOIN rendering_packs p ON p.rendering_hash = r.rendering_hash
 WHERE p.pack_id = $8 AND p.revision = $9 GROUP BY 1`

/**
 * What came over those hosts since they were served the revision. Errors before it are not its own, and
 * a query counts as silent only if it is new to the host or was heard of when the revision came.
 */
const faultsOf = (expected: Expected) => `${pairsOf(expected)},
moments AS (${moment}),
faults AS MATERIALIZED (
  SELECT e.* FROM pairs e JOIN moments m ON m.host_id = e.host_id
   WHERE (e.state = 'failing' AND e.error_at >= m.at)
      OR (e.state = 'denylisted' AND coalesce(greatest(e.killed_at, e.schedule_at) >= m.at, false))
      OR (e.state = 'silent' AND (
            greatest(e.last_result_at, e.ran_at) > m.at - e.window
            OR NOT EXISTS (SELECT 1 FROM host_renderings r JOIN rendering_queries q
                 ON q.rendering_hash = r.rendering_hash AND q.pack_query_id = e.pack_query_id
                AND q.sql_digest = e.digest
               WHERE r.host_id = e.host_id AND r.first_served_at < m.at))))`

const affected = (state: HealthState) =>
  `(SELECT count(DISTINCT host_id)::int FROM faults WHERE state = '${state}') AS ${state}`

/** The faults of hosts that run the revision, and the most frequent messages. */
export async function findFaults(
  expected: Expected,
  packId: number,
  revision: number,
): Promise<Faults> {
  const [row] = await sql<Faults>(
    'people',
    `${faultsOf(expected)}
     SELECT ${affected('failing')}, ${affected('denylisted')}, ${affected('silent')},
       coalesce((SELECT jsonb_agg(to_jsonb(w) ORDER BY w.hosts DESC) FROM (
         SELECT state, pack_query_id, CASE WHEN state <> 'silent' THEN error END AS message,
                count(DISTINCT host_id)::int AS hosts
           FROM faults GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT 10) w), '[]') AS worst`,
    [...parameters(expected), packId, revision],
  )
  return row ?? { failing: 0, denylisted: 0, silent: 0, worst: [] }
}

export type RevisionFigure = {
  pack_query_id: number
  /** Median of user and system milliseconds a run; null when not measured. */
  cpu_ms: number | null
  /** Mean of the hosts. */
  rows_per_day: number
  hosts: number
}

type FigureQuery = { pack_query_id: number; interval: number; snapshot: boolean }

/** What each query costs and brings on the hosts that were read while they ran the revision. */
export function listRevisionFigures(
  revision: number,
  queries: readonly FigureQuery[],
  hostIds: readonly number[] | null,
): Promise<RevisionFigure[]> {
  return sql<RevisionFigure>(
    'people',
    `SELECT q.pack_query_id, count(*)::int AS hosts,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY q.recent_cpu_ms) AS cpu_ms,
            coalesce(avg(${perDay('q.revision_rows')}), 0)::float8 AS rows_per_day
       FROM unnest($2::int[], $3::int[]) AS e(id, day_seconds)
       JOIN query_hosts q ON q.pack_query_id = e.id
      WHERE q.revision = $1 AND ($4::int[] IS NULL OR q.host_id = ANY($4::int[]))
      GROUP BY 1`,
    [
      revision,
      queries.map(({ pack_query_id }) => pack_query_id),
      queries.map(({ snapshot, interval }) => (snapshot ? interval : 86_400)),
      hostIds,
    ],
  )
}
