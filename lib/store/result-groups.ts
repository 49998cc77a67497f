// Rows of a stretch with the same values in some columns, how many lines hold such a row and which
// hosts told them. A row of a snapshot counts once in its line, however often it stands there.
import {
  type LineFilters,
  linesSource,
  linesWhere,
  lookAt,
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
  const cells = by.map((column) => ofLine.get(column) ?? cutSql(`(s.row->>${put(column)}::text)`))
  const passing = rowSql('s.row', filters, put) ?? 'true'
  return lookAt<CountedGroup>(
    `SELECT g.values, count(*)::int AS lines, array_agg(DISTINCT g.host_id) AS hosts,
            min(g.received_at) AS first_seen, max(g.received_at) AS last_seen
       FROM (SELECT r.host_id, r.received_at, v.values ${linesSource}
               CROSS JOIN LATERAL (
                 SELECT DISTINCT ARRAY[${cells.join(', ')}]::text[] AS values
                   FROM (SELECT r.content->'columns' AS row WHERE r.content ? 'columns'
                         UNION ALL
                         SELECT e.row FROM jsonb_array_elements(r.content->'snapshot') AS e(row)) s
                  WHERE ${passing}) v
              WHERE ${text}) g
      GROUP BY g.values`,
    values,
    ms,
  )
}

const cutSql = (cell: string) =>
  `CASE WHEN octet_length(${cell}) > ${groupValueMax}
        THEN left(${cell}, ${groupValueMax / 4}) || E'\\x01' || md5(${cell}) ELSE ${cell} END`
