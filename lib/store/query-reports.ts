// Reads of what hosts reported on scheduled queries: who reported, and the newest line of each query.
import { sql } from '@/lib/store/db'
import { conditions } from '@/lib/store/results'
import { unfoldedSql } from '@/lib/store/results-latest'
import { scopeSql } from '@/lib/store/scope'
import { containing } from '@/lib/wire/paging'
import type { ReportQuery } from '@/lib/wire/query-reports'
import type { ResultAction } from '@/lib/wire/results'
import type { TeamScope } from '@/lib/wire/roles'

/** The scheduled queries that run a saved query. */
export async function listPackQueriesOf(queryId: number): Promise<number[]> {
  const rows = await sql<{ id: number }>(
    'people',
    'SELECT id FROM pack_queries WHERE query_id = $1 ORDER BY id',
    [queryId],
  )
  return rows.map((row) => row.id)
}

/** The name of that scheduled query; null when the pack has no such. */
export async function findScheduledName(
  packId: number,
  packQueryId: number,
): Promise<string | null> {
  const [row] = await sql<{ name: string }>(
    'people',
    'SELECT name FROM pack_queries WHERE id = $2 AND pack_id = $1',
    [packId, packQueryId],
  )
  return row?.name ?? null
}

type ReportHost = { id: number; hostname: string }

type Matching = Pick<ReportQuery, 'query' | 'since'>

type Asked = Matching & Pick<ReportQuery, 'page' | 'per_page' | 'order_key' | 'order_direction'>

const reported = `(
  SELECT o.host_id, max(o.at) AS at FROM (
    SELECT q.host_id, q.last_result_at AS at FROM query_hosts q
     WHERE q.pack_query_id = ANY($1::int[]) AND q.last_result_at IS NOT NULL
    UNION ALL
    SELECT u.host_id, u.received_at FROM ${unfoldedSql('$1::int[]')} u) o
   GROUP BY o.host_id)`

function hostsSql(
  scope: TeamScope,
  packQueryIds: readonly number[],
  asked: Matching & { after?: number },
) {
  const kept = scopeSql(scope, 'h.team_id', 2)
  const where = conditions(2 + kept.values.length)
  where.add(asked.since, (p) => `s.at >= ${p}`)
  where.add(asked.after, (p) => `s.host_id > ${p}`)
  where.add(
    asked.query && containing(asked.query),
    (p) => `(h.hostname ILIKE ${p} OR h.display_name ILIKE ${p})`,
  )
  return {
    text: `FROM ${reported} s JOIN hosts h ON h.id = s.host_id
           WHERE ${kept.text} AND ${where.text()}`,
    values: [packQueryIds, ...kept.values, ...where.values],
  }
}

const name = "coalesce(nullif(h.display_name, ''), h.hostname)"

const orders: Record<ReportQuery['order_key'], string> = {
  id: 'h.id',
  host_name: `lower(${name})`,
  last_fetched: 's.at',
}

/** The hosts in scope that reported on those scheduled queries and match, a page of them. */
export function listReportHosts(
  scope: TeamScope,
  packQueryIds: readonly number[],
  asked: Asked,
): Promise<ReportHost[]> {
  const { text, values } = hostsSql(scope, packQueryIds, asked)
  const direction = asked.order_direction === 'desc' ? 'DESC' : 'ASC'
  const at = values.length
  return sql(
    'people',
    `SELECT h.id, ${name} AS hostname ${text}
      ORDER BY ${orders[asked.order_key]} ${direction}, h.id LIMIT $${at + 1} OFFSET $${at + 2}`,
    [...values, asked.per_page, asked.page * asked.per_page],
  )
}

/** The next of them by id. */
export function listNextReportHosts(
  scope: TeamScope,
  packQueryIds: readonly number[],
  asked: Matching,
  page: { after: number; limit: number },
): Promise<ReportHost[]> {
  const { text, values } = hostsSql(scope, packQueryIds, { ...asked, after: page.after })
  return sql(
    'people',
    `SELECT h.id, ${name} AS hostname ${text} ORDER BY s.host_id LIMIT $${values.length + 1}`,
    [...values, page.limit],
  )
}

export async function countReportHosts(
  scope: TeamScope,
  packQueryIds: readonly number[],
  asked: Matching,
): Promise<number> {
  const { text, values } = hostsSql(scope, packQueryIds, asked)
  const [row] = await sql<{ count: number }>(
    'people',
    `SELECT count(*)::int AS count ${text}`,
    values,
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
