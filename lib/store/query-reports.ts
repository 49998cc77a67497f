// Reads of what hosts reported on scheduled queries: lines by host, who reported, the newest of each.
import { sql } from '@/lib/store/db'
import type { StoredContent } from '@/lib/store/results'
import { scopeSql } from '@/lib/store/scope'
import type { ResultAction } from '@/lib/wire/results'
import type { TeamScope } from '@/lib/wire/roles'

export type HostLine = {
  id: number
  host_id: number
  pack_query_id: number
  received_at: Date
  unix_time: number
  epoch: string
  counter: string
  action: ResultAction
}

/** The newest lines of each host for those scheduled queries, at most `limit` each, without rows. */
export function listHostLines(
  hostIds: number[],
  packQueryIds: number[],
  limit: number,
): Promise<HostLine[]> {
  return sql(
    'people',
    `SELECT r.* FROM unnest($1::int[]) AS h(id), unnest($2::int[]) AS q(id),
       LATERAL (SELECT id, host_id, pack_query_id, received_at, unix_time, epoch, counter, action
                  FROM result_lines
                 WHERE host_id = h.id AND pack_query_id = q.id
                 ORDER BY id DESC LIMIT $3) r`,
    [hostIds, packQueryIds, limit],
  )
}

/** The contents of those lines. `since` is the oldest receipt among them: older days are not read. */
export async function findContents(
  ids: number[],
  since: Date,
): Promise<Map<number, StoredContent>> {
  const rows = await sql<{ id: number; content: StoredContent }>(
    'people',
    'SELECT id, content FROM result_lines WHERE id = ANY($1::bigint[]) AND received_at >= $2',
    [ids, since],
  )
  return new Map(rows.map((row) => [row.id, row.content]))
}

/** The scheduled queries that run a saved query. */
export async function listPackQueriesOf(queryId: number): Promise<number[]> {
  const rows = await sql<{ id: number }>(
    'people',
    'SELECT id FROM pack_queries WHERE query_id = $1 ORDER BY id',
    [queryId],
  )
  return rows.map((row) => row.id)
}

/** Whether the pack has that scheduled query. */
export async function hasScheduled(packId: number, packQueryId: number): Promise<boolean> {
  const rows = await sql('people', 'SELECT 1 FROM pack_queries WHERE id = $2 AND pack_id = $1', [
    packId,
    packQueryId,
  ])
  return rows.length > 0
}

type ReportHost = { id: number; hostname: string }

const reported = `EXISTS (SELECT 1 FROM unnest($1::int[]) AS q(id)
  WHERE EXISTS (SELECT 1 FROM result_lines r WHERE r.host_id = h.id AND r.pack_query_id = q.id))`

/** The hosts in scope that reported on those scheduled queries, by id. */
export function listReportHosts(
  scope: TeamScope,
  packQueryIds: number[],
  page: { limit: number; offset: number },
): Promise<ReportHost[]> {
  const kept = scopeSql(scope, 'h.team_id', 4)
  return sql(
    'people',
    `SELECT h.id, coalesce(nullif(h.display_name, ''), h.hostname) AS hostname FROM hosts h
      WHERE ${kept.text} AND ${reported} ORDER BY h.id LIMIT $2 OFFSET $3`,
    [packQueryIds, page.limit, page.offset, ...kept.values],
  )
}

export async function countReportHosts(scope: TeamScope, packQueryIds: number[]): Promise<number> {
  const kept = scopeSql(scope, 'h.team_id', 2)
  const [row] = await sql<{ count: number }>(
    'people',
    `SELECT count(*)::int AS count FROM hosts h WHERE ${kept.text} AND ${reported}`,
    [packQueryIds, ...kept.values],
  )
  return row?.count ?? 0
}

type LatestLine = {
  pack_id: number
  pack: string | null
  pack_query_id: number
  query_id: number | null
  query: string
  action: ResultAction
  received_at: Date
  unix_time: number
  rows: number
}

/** The newest line of every scheduled query that a host reported on, with the rows of its run. */
export function listLatestLines(hostId: number): Promise<LatestLine[]> {
  // Steps from one scheduled query to the next along the index, never through a host's every line.
  return sql(
    'people',
    `WITH RECURSIVE step AS (
       (SELECT pack_query_id FROM result_lines WHERE host_id = $1 AND pack_query_id IS NOT NULL
         ORDER BY pack_query_id LIMIT 1)
       UNION ALL
       SELECT (SELECT r.pack_query_id FROM result_lines r
                WHERE r.host_id = $1 AND r.pack_query_id > step.pack_query_id
                ORDER BY r.pack_query_id LIMIT 1)
         FROM step WHERE step.pack_query_id IS NOT NULL)
     SELECT r.pack_id, p.name AS pack, r.pack_query_id, r.query_id, coalesce(q.name, r.name) AS query,
            r.action, r.received_at, r.unix_time,
            CASE WHEN r.content ? 'snapshot' THEN jsonb_array_length(r.content->'snapshot')
                 ELSE (SELECT count(*)::int FROM (
                        SELECT n.unix_time, n.content FROM result_lines n
                         WHERE n.host_id = $1 AND n.pack_query_id = step.pack_query_id
                         ORDER BY n.id DESC LIMIT 1000) n
                        WHERE n.unix_time = r.unix_time AND n.content ? 'columns') END AS rows
       FROM step
       CROSS JOIN LATERAL (SELECT * FROM result_lines l
                            WHERE l.host_id = $1 AND l.pack_query_id = step.pack_query_id
                            ORDER BY l.id DESC LIMIT 1) r
       LEFT JOIN packs p ON p.id = r.pack_id
       LEFT JOIN pack_queries q ON q.id = r.pack_query_id
      ORDER BY r.received_at DESC, query`,
    [hostId],
  )
}
