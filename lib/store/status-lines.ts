// Reads of agents' own log lines, newest first. A search of messages looks through a stretch of lines at
// a time, because nothing bounds how few of them match.
import { sql } from '@/lib/store/db'
import { conditions } from '@/lib/store/results'
import { scopeSql } from '@/lib/store/scope'
import { containing, startingWith } from '@/lib/wire/paging'
import type { TeamScope } from '@/lib/wire/roles'
import type { StatusQuery, statusGroupings } from '@/lib/wire/status-lines'
import type { Columns } from '@/lib/wire/values'

type StoredStatus = {
  id: number
  received_at: Date
  unix_time: number
  host_id: number
  hostname: string
  display_name: string
  severity: number
  filename: string
  line: number
  message: string
  version: string
  decorations: Columns | null
}

export type StatusFilters = {
  host_id?: number | undefined
  severity?: number | undefined
  q?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
  /** Lines below this id only. */
  cursor?: number | undefined
  /** Lines that begin with one of these. */
  beginnings?: readonly string[] | undefined
}

/** What an index or the order answers, on `s`; and what each line must be looked at for. */
function matching(scope: TeamScope, filters: StatusFilters, first: number) {
  const kept = scopeSql(scope, 'h.team_id', first)
  const where = conditions(first + kept.values.length)
  where.add(filters.cursor, (p) => `s.id < ${p}`)
  where.add(filters.host_id, (p) => `s.host_id = ${p}`)
  where.add(filters.severity || undefined, (p) => `s.severity >= 1 AND s.severity >= ${p}`)
  where.add(filters.from, (p) => `s.received_at >= ${p}`)
  where.add(filters.to, (p) => `s.received_at < ${p}`)
  const ordered = where.text()
  where.add(filters.q && containing(filters.q), (p) => `s.message ILIKE ${p}`)
  where.add(filters.beginnings?.map(startingWith), (p) => `s.message LIKE ANY(${p}::text[])`)
  return {
    ordered,
    text: `${kept.text} AND ${where.text()}`,
    values: [...kept.values, ...where.values],
  }
}

/** Where a stretch of `lines` lines ends; undefined when fewer are left. */
export async function findStretchEnd(
  filters: StatusFilters,
  lines: number,
): Promise<{ id: number; received_at: Date } | undefined> {
  const { q: _q, beginnings: _beginnings, ...rest } = filters
  const { ordered, values } = matching({ all: true }, rest, 2)
  const [row] = await sql<{ id: number; received_at: Date }>(
    'people',
    `SELECT s.id, s.received_at FROM status_lines s WHERE ${ordered}
      ORDER BY s.id DESC OFFSET $1 LIMIT 1`,
    [lines - 1, ...values],
  )
  return row
}

/** At most `limit` lines that match, newest first, none older than `oldestId`. */
export function listStatusLines(
  scope: TeamScope,
  filters: StatusFilters,
  { limit, oldestId = 0 }: { limit: number; oldestId?: number | undefined },
): Promise<StoredStatus[]> {
  const where = matching(scope, filters, 3)
  return sql(
    'people',
    `SELECT s.id, s.received_at, s.unix_time, s.host_id, h.hostname, h.display_name, s.severity,
            s.filename, s.line, s.message, s.version, s.decorations
       FROM status_lines s JOIN hosts h ON h.id = s.host_id
      WHERE s.id >= $2 AND ${where.text}
      ORDER BY s.id DESC LIMIT $1`,
    [limit, oldestId, ...where.values],
  )
}

const shapeless = `left(regexp_replace(message, '[0-9]+', '#', 'g'), 300)`
/** As agents write it: failed queries, and those that were stopped. */
const named = `substring(message FROM
  '^(?:Error executing scheduled query |Scheduled query may have failed: )(.*?)(?:: .*)?$')`

const keys: Record<(typeof statusGroupings)[number], string> = {
  host: 'host_id::text',
  query: named,
  message: shapeless,
}

type StoredGroup = {
  key: string
  host_id: number
  message: string
  lines: number
  severe: number
  hosts: number
  severity: number
  last_at: Date
  total: number
  oldest_at: Date
}

/** The newest `linesMax` lines that match by group, the largest group first; `total` is of them all. */
export function listStatusGroups(
  scope: TeamScope,
  filters: StatusFilters,
  { by, linesMax }: { by: (typeof statusGroupings)[number]; linesMax: number },
): Promise<StoredGroup[]> {
  const where = matching(scope, filters, 2)
  return sql(
    'people',
    `WITH recent AS MATERIALIZED (
       SELECT s.id, s.received_at, s.host_id, s.severity, s.message
         FROM status_lines s JOIN hosts h ON h.id = s.host_id
        WHERE ${where.text} ORDER BY s.id DESC LIMIT $1),
     keyed AS (SELECT *, ${keys[by]} AS key FROM recent)
     SELECT key, max(host_id) AS host_id, (array_agg(message ORDER BY id DESC))[1] AS message,
            count(*)::int AS lines, (count(*) FILTER (WHERE severity >= 1))::int AS severe,
            count(DISTINCT host_id)::int AS hosts, max(severity) AS severity,
            max(received_at) AS last_at, (SELECT count(*)::int FROM recent) AS total,
            (SELECT min(received_at) FROM recent) AS oldest_at
       FROM keyed WHERE key IS NOT NULL GROUP BY key ORDER BY lines DESC, key LIMIT 100`,
    [linesMax, ...where.values],
  )
}

/** Scheduled queries by id, with their packs. */
export async function findStatusQueries(
  ids: readonly number[],
): Promise<Map<number, StatusQuery & { team_id: number | null }>> {
  const rows = await sql<StatusQuery & { team_id: number | null }>(
    'people',
    `SELECT p.id AS pack_id, p.name AS pack, q.id AS pack_query_id, q.name, p.team_id
       FROM pack_queries q JOIN packs p ON p.id = q.pack_id WHERE q.id = ANY($1::int[])`,
    [ids],
  )
  return new Map(rows.map((row) => [row.pack_query_id, row]))
}
