// Reads of stored result lines: newest first by id, and the lines of one scheduled query by host.
import { sql } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import { containing } from '@/lib/wire/paging'
import type { ResultAction } from '@/lib/wire/results'
import type { TeamScope } from '@/lib/wire/roles'
import type { Columns } from '@/lib/wire/values'

type StoredContent = { columns?: Columns; snapshot?: Columns[]; truncated?: boolean }

export type StoredResult = {
  id: number
  received_at: Date
  unix_time: number
  host_id: number
  hostname: string
  display_name: string
  pack_id: number | null
  pack: string | null
  pack_query_id: number | null
  query_id: number | null
  query: string
  action: ResultAction
  epoch: string
  counter: string
  content: StoredContent
  decorations: Columns | null
  unsolicited: boolean
  claimed_by: string | null
  /** Of an answer to a live query. */
  campaign_id: number | null
}

type ResultFilters = {
  pack_id?: number | undefined
  query?: string | undefined
  host_id?: number | undefined
  action?: ResultAction | undefined
  campaign_id?: number | undefined
  from?: Date | undefined
  to?: Date | undefined
  q?: string | undefined
  cursor?: number | undefined
  limit: number
}

/** Conditions with their numbered parameters; undefined values leave their condition out. */
export function conditions(first: number) {
  const texts: string[] = []
  const values: unknown[] = []
  const add = (value: unknown, text: (parameter: string) => string) => {
    if (value === undefined || value === '') return
    values.push(value)
    texts.push(text(`$${first + values.length - 1}`))
  }
  return { add, values, text: () => (texts.length > 0 ? texts.join(' AND ') : 'true') }
}

/**
 * Newest first, `limit` lines below the cursor. Lines of hosts that were deleted are not listed, and
 * answers to live queries only where their campaign is asked for: they are at home there.
 */
export function listResultLines(scope: TeamScope, filters: ResultFilters): Promise<StoredResult[]> {
  const kept = scopeSql(scope, 'h.team_id', 2)
  const where = conditions(2 + kept.values.length)
  where.add(filters.cursor, (p) => `r.id < ${p}`)
  where.add(filters.host_id, (p) => `r.host_id = ${p}`)
  where.add(filters.pack_id, (p) => `r.pack_id = ${p}`)
  where.add(
    filters.query,
    (p) => `(r.pack_query_id IN (SELECT id FROM pack_queries WHERE name = ${p}) OR r.name = ${p})`,
  )
  where.add(filters.action, (p) => `r.action = ${p}`)
  where.add(filters.campaign_id, (p) => `r.campaign_id = ${p}`)
  where.add(filters.from, (p) => `r.received_at >= ${p}`)
  where.add(filters.to, (p) => `r.received_at < ${p}`)
  where.add(filters.q && containing(filters.q), (p) => `r.content::text ILIKE ${p}`)
  // Lines of names that a host was never given stay out of what packs show.
  const solicited = filters.pack_id === undefined && filters.query === undefined
  return sql(
    'people',
    `SELECT r.id, r.received_at, r.unix_time, r.host_id, h.hostname, h.display_name, r.pack_id,
            p.name AS pack, r.pack_query_id, r.query_id, coalesce(q.name, r.name) AS query, r.action,
            r.epoch, r.counter, r.content, r.decorations, r.unsolicited, r.claimed_by, r.campaign_id
       FROM result_lines r
       JOIN hosts h ON h.id = r.host_id
       LEFT JOIN packs p ON p.id = r.pack_id
       LEFT JOIN pack_queries q ON q.id = r.pack_query_id
      WHERE ${kept.text} AND ${where.text()} ${solicited ? '' : 'AND NOT r.unsolicited'}
        ${filters.campaign_id === undefined ? 'AND r.campaign_id IS NULL' : ''}
      ORDER BY r.id DESC LIMIT $1`,
    [filters.limit, ...kept.values, ...where.values],
  )
}

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
