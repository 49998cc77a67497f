// What the list of packs asks of the database: which packs match, what orders them, and the facts of a
// page that the packs' own rows do not hold.
import { sql } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { PackState } from '@/lib/wire/pack-listing'
import type { TeamScope } from '@/lib/wire/roles'

export type PackFilters = {
  query: string
  tag: string
  state: PackState | ''
  team_id: number | null
}

export type PackKeys = {
  id: number
  name: string
  disabled: boolean
  created_at: Date
  updated_at: Date
  query_count: number
  rollout: { id: number; from: number; to: number; state: string; reason: string | null } | null
}

/** Name, description, tags, names of queries and their SQL: the text stands in one of them as it is. */
const found = `($1 = '' OR strpos(lower(p.name || E'\\n' || p.description), lower($1)) > 0
  OR EXISTS (SELECT 1 FROM unnest(p.tags) AS t(tag) WHERE strpos(t.tag, lower($1)) > 0)
  OR EXISTS (SELECT 1 FROM pack_queries q LEFT JOIN queries s ON s.id = q.query_id
    WHERE q.pack_id = p.id
      AND strpos(lower(q.name || E'\\n' || coalesce(q.query, s.query, '')), lower($1)) > 0))`

const stateSql = {
  '': 'true',
  on: 'NOT p.disabled',
  off: 'p.disabled',
  // Only the domain knows; a pack that is off needs nobody.
  need: 'NOT p.disabled',
  rolling_out: 'r.id IS NOT NULL',
} as const satisfies Record<PackState | '', string>

/** Every pack in scope that matches, by name, with what the list can be ordered by. */
export function listPackKeys(scope: TeamScope, filters: PackFilters): Promise<PackKeys[]> {
  const kept = scopeSql(scope, 'p.team_id', 4)
  return sql<PackKeys>(
    'people',
    `SELECT p.id, p.name, p.disabled, p.created_at, p.updated_at,
       (SELECT count(*)::int FROM pack_queries q WHERE q.pack_id = p.id) AS query_count,
       CASE WHEN r.id IS NULL THEN NULL ELSE jsonb_build_object('id', r.id, 'from', r."from",
         'to', r."to", 'state', r.state, 'reason', r.reason) END AS rollout
     FROM packs p
     LEFT JOIN rollouts r ON r.pack_id = p.id AND r.state IN ('running', 'paused')
     WHERE ${found} AND ($2 = '' OR $2 = ANY(p.tags)) AND ($3::int IS NULL OR p.team_id = $3)
       AND ${stateSql[filters.state]} AND ${kept.text}
     ORDER BY lower(p.name), p.id`,
    [filters.query, filters.tag, filters.team_id, ...kept.values],
  )
}

type PackCostText = { pack_id: number; interval: number; query: string; platform: string }

/** What the queries of those packs run and how often. */
export function listPackTexts(ids: number[]): Promise<PackCostText[]> {
  return sql<PackCostText>(
    'people',
    `SELECT q.pack_id, q.interval, coalesce(q.query, s.query, '') AS query, q.platform
     FROM pack_queries q LEFT JOIN queries s ON s.id = q.query_id
     WHERE q.pack_id = ANY($1::int[])`,
    [ids],
  )
}

/** The newest line of the last week that each pack's queries brought, of hosts in scope. */
export async function listLastResults(ids: number[], scope: TeamScope): Promise<Map<number, Date>> {
  const within = scopeSql(scope, 'h.team_id', 2)
  const inScope =
    'all' in scope
      ? ''
      : `AND EXISTS (SELECT 1 FROM hosts h WHERE h.id = l.host_id AND ${within.text})`
  const rows = await sql<{ pack_id: number; at: Date }>(
    'people',
    `SELECT q.pack_id, max(r.received_at) AS at FROM pack_queries q, LATERAL (
       SELECT l.received_at FROM result_lines l
       WHERE l.pack_query_id = q.id AND NOT l.unsolicited
         AND l.received_at > now() - interval '7 days' ${inScope}
       ORDER BY l.received_at DESC LIMIT 1) r
     WHERE q.pack_id = ANY($1::int[]) GROUP BY q.pack_id`,
    [ids, ...within.values],
  )
  return new Map(rows.map(({ pack_id, at }) => [pack_id, at]))
}
