// Rows of a stretch with the same values in some columns, how many lines hold such a row and which
// hosts told them. A row of a snapshot counts once in its line, however often it stands there.
import {
  countAt,
  type LineFilters,
  linesSource,
  linesWhere,
  rowSql,
  type Stretch,
} from '@/lib/store/result-scans'
import type { TeamScope } from '@/lib/wire/roles'

export type CountedGroup = {
  /** In the order of the columns; null: the row has no such column. */
  values: (string | null)[]
  lines: number
  hosts: number[]
  first_seen: Date
  last_seen: Date
}

/** A longer value is its beginning, this mark and its digest, so that it is still told apart. */
export const cutMark = '\u0001'
export const groupValueMax = 4_096

/** A map, because a column may bear any name, `__proto__` too. */
const ofLine = new Map([
  ['host:platform', 'h.platform'],
  ['line:pack', '(SELECT p.name FROM packs p WHERE p.id = r.pack_id)'],
  [
    'line:query',
    'coalesce((SELECT q.name FROM pack_queries q WHERE q.id = r.pack_query_id), r.name)',
  ],
  ['line:action', 'r.action'],
])

/** Undefined when looking took too long. */
export function countGroups(
  scope: TeamScope,
  filters: LineFilters,
  stretch: Stretch,
  { by, ms }: { by: readonly string[]; ms: number },
): Promise<CountedGroup[] | undefined> {
  const { text, values, put } = linesWhere(scope, filters, stretch)
  const cells = by.map((column) => {
    const own = ofLine.get(column)
    const name = own === undefined ? put(column) : ''
    return (row: string) => own ?? cutSql(`(${row}->>${name}::text)`)
  })
  const listOf = (row: string) => `ARRAY[${cells.map((cell) => cell(row)).join(', ')}]::text[]`
  const passing = rowSql('e.row', filters, put) ?? 'true'
  // By host first: collecting distinct hosts would sort every row by its values. The lines are found
  // apart (OFFSET 0), or they would be read in the order of hosts to spare a sort.
  return countAt<CountedGroup>(
    `SELECT g.values, sum(g.lines)::int AS lines, array_agg(g.host_id) AS hosts,
            min(g.first_seen) AS first_seen, max(g.last_seen) AS last_seen
       FROM (SELECT v.values, r.host_id, count(*) AS lines, min(r.received_at) AS first_seen,
                    max(r.received_at) AS last_seen
               FROM (SELECT r.*, h.platform, h.hostname, h.display_name
                       ${linesSource} WHERE ${text} OFFSET 0) r
               CROSS JOIN LATERAL (SELECT r.platform, r.hostname, r.display_name) h
               CROSS JOIN LATERAL (
                 SELECT ${listOf("(r.content->'columns')")} AS values WHERE r.content ? 'columns'
                 UNION ALL
                 (SELECT DISTINCT ${listOf('e.row')}
                    FROM jsonb_array_elements(r.content->'snapshot') AS e(row)
                   WHERE r.content ? 'snapshot' AND ${passing})) v
              GROUP BY v.values, r.host_id) g
      GROUP BY g.values`,
    values,
    ms,
  )
}

const cutSql = (cell: string) =>
  `CASE WHEN octet_length(${cell}) > ${groupValueMax}
        THEN left(${cell}, ${groupValueMax / 4}) || E'\\x01' || md5(${cell}) ELSE ${cell} END`
