// How many lines of a stretch each value of a facet has.
import { sql } from '@/lib/store/db'
import {
  countAt,
  type LineFilters,
  linesSource,
  linesWhere,
  type Stretch,
} from '@/lib/store/result-scans'
import type { FacetName } from '@/lib/wire/result-facets'
import type { TeamScope } from '@/lib/wire/roles'

/** A query is told by its schedule and its full name, which is all that is left of a deleted one. */
const keys: Record<FacetName, string> = {
  pack: 'r.pack_id',
  query: 'r.pack_query_id, r.name',
  action: 'r.action',
  host: 'r.host_id',
  platform: 'h.platform',
}

export type FacetCount = {
  facet: FacetName
  id: number | null
  text: string | null
  lines: number
}

/** Undefined when looking took too long. */
export function countFacets(
  scope: TeamScope,
  filters: LineFilters,
  stretch: Stretch,
  { facets, ms }: { facets: readonly FacetName[]; ms: number },
): Promise<FacetCount[] | undefined> {
  const { text, values } = linesWhere(scope, filters, stretch)
  const sets = facets.map((facet) => `(${keys[facet]})`).join(', ')
  const columns = [...new Set(facets.flatMap((facet) => keys[facet].split(', ')))]
  const has = (column: string) => columns.includes(column)
  // Of the columns in the sets, all but those of a row's own set are null and counted as left out.
  const own = (column: string) => `grouping(${column}) = 0`
  const which = facets.map((facet) => {
    const [first = ''] = keys[facet].split(', ')
    return `WHEN ${own(first)} THEN '${facet}'`
  })
  const id = ['r.pack_id', 'r.pack_query_id', 'r.host_id'].filter(has)
  const word = ['r.name', 'r.action', 'h.platform'].filter(has)
  return countAt<FacetCount>(
    `SELECT CASE ${which.join(' ')} END AS facet,
            ${id.length > 0 ? `coalesce(${id.join(', ')})` : 'NULL::int'} AS id,
            ${word.length > 0 ? `coalesce(${word.join(', ')})` : 'NULL::text'} AS text,
            count(*)::int AS lines
       ${linesSource} WHERE ${text} GROUP BY GROUPING SETS (${sets})`,
    values,
    ms,
  )
}

type Named = { id: number; name: string }

/** What packs, scheduled queries and hosts of those ids are called now. */
export async function findFacetNames(ids: {
  pack: number[]
  query: number[]
  host: number[]
}): Promise<Record<'pack' | 'query' | 'host', Map<number, string>>> {
  const named = async (text: string, wanted: number[]) => {
    const rows = wanted.length > 0 ? await sql<Named>('people', text, [wanted]) : []
    return new Map(rows.map(({ id, name }) => [id, name]))
  }
  return {
    pack: await named('SELECT id, name FROM packs WHERE id = ANY($1::int[])', ids.pack),
    query: await named('SELECT id, name FROM pack_queries WHERE id = ANY($1::int[])', ids.query),
    host: await named(
      `SELECT id, coalesce(nullif(display_name, ''), hostname) AS name
         FROM hosts WHERE id = ANY($1::int[])`,
      ids.host,
    ),
  }
}
