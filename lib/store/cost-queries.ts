// What scheduled queries cost their hosts: as last computed for the whole fleet, computed here for some
// teams.
import { dailySeconds, figures, means, measured } from '@/lib/store/cost-figures'
import { sql } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { StoredQueryCost } from '@/lib/wire/costs'
import type { TeamScope } from '@/lib/wire/roles'

export type QueryCostRow = {
  pack_query_id: number
  cost: StoredQueryCost
  /** Of all hosts together. */
  agent_seconds_per_day: number
}

const storedSql = `SELECT pack_query_id, cost, agent_seconds_per_day FROM query_costs
  WHERE jsonb_typeof(cost) = 'object' AND ($1::int[] IS NULL OR pack_query_id = ANY($1::int[]))
  ORDER BY agent_seconds_per_day DESC LIMIT $2`

const computedSql = (within: string) => `
SELECT pack_query_id, sum(daily) AS agent_seconds_per_day, ${figures} || jsonb_build_object(
         'agent_seconds_per_day_p95', percentile_cont(0.95) WITHIN GROUP (ORDER BY daily)) AS cost
  FROM (SELECT q.pack_query_id, ${means}, ${dailySeconds} AS daily
          FROM query_hosts q JOIN hosts h ON h.id = q.host_id
         WHERE ($1::int[] IS NULL OR q.pack_query_id = ANY($1::int[])) AND ${measured} AND ${within}) q
 GROUP BY 1 ORDER BY 2 DESC LIMIT $2`

/** The dearest first, at most `limit`; of the queries given, or of all when null. */
export function listQueryCosts(
  scope: TeamScope,
  packQueryIds: readonly number[] | null,
  limit: number,
): Promise<QueryCostRow[]> {
  const within = scopeSql(scope, 'h.team_id', 3)
  const text = 'all' in scope ? storedSql : computedSql(within.text)
  return sql<QueryCostRow>('people', text, [packQueryIds, limit, ...within.values])
}
