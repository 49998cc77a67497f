// The newest result line of each query of a pack, in the last day.
import { sql } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { TeamScope } from '@/lib/wire/roles'

type PackLatestRow = { pack_query_id: number; hosts: number; last_received_at: Date }

/** Of hosts in scope. Queries that nobody reported in the last day are left out. */
export function listLatestOfPack(packId: number, scope: TeamScope): Promise<PackLatestRow[]> {
  const within = scopeSql(scope, 'h.team_id', 2)
  return sql<PackLatestRow>(
    'people',
    `SELECT l.pack_query_id, count(DISTINCT l.host_id)::int AS hosts,
       max(l.received_at) AS last_received_at
     FROM result_lines l JOIN hosts h ON h.id = l.host_id
     WHERE l.pack_query_id IN (SELECT id FROM pack_queries WHERE pack_id = $1)
       AND l.received_at > now() - interval '24 hours' AND ${within.text}
     GROUP BY l.pack_query_id`,
    [packId, ...within.values],
  )
}
