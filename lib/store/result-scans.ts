// Looking at stored lines without holding anything up: a look is one statement over a stretch of
// receipt, ended by the database when it takes too long. Owns also what the filters mean in SQL.
import { sql, transaction } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import { containing } from '@/lib/wire/paging'
import { platforms } from '@/lib/wire/platforms'
import type { ColumnFilter, ResultFilters } from '@/lib/wire/result-filters'
import type { TeamScope } from '@/lib/wire/roles'

/** Lines received at `from` or later and before `to`. */
export type Stretch = { from: Date; to: Date }

/** The filters, with what their names mean: of a query's name the scheduled queries that bear it. */
export type LineFilters = Omit<ResultFilters, 'team_id' | 'from' | 'to'> & {
  pack_query_ids?: readonly number[] | undefined
}

/** A condition over `r` (the line) and `h` (its host), with the values of its parameters from $1 on. */
export type LineCondition = { text: string; values: unknown[] }

type Put = (value: unknown) => string

/** The words of a search. */
const wordsOf = (q: string | undefined) => [...new Set(q?.split(/\s+/).filter(Boolean))]

/** As the text of a JSON value has it, so that what holds no such text is left unopened. */
const inJson = (word: string) => containing(JSON.stringify(word).slice(1, -1))

function cellSql(row: string, { column, op, value }: ColumnFilter, put: Put): string {
  const cell = `(${row}->>${put(column)}::text)`
  switch (op) {
    case 'is':
      return `${cell} = ${put(value)}`
    case 'is_not':
      return `${cell} IS DISTINCT FROM ${put(value)}`
    case 'contains':
      return `${cell} ILIKE ${put(containing(value))}`
    case 'not_contains':
      return `(${cell} ILIKE ${put(containing(value))}) IS NOT TRUE`
    case 'empty':
      return `${cell} = ''`
    case 'absent':
      return `${cell} IS NULL`
    case 'present':
      return `${cell} IS NOT NULL`
  }
}

/** What one row of a line must pass; `row` is an expression of ours. Undefined: every row does. */
export function rowSql(row: string, filters: LineFilters, put: Put): string | undefined {
  const words = wordsOf(filters.q).map((word) => {
    const part = put(containing(word))
    return `(h.hostname ILIKE ${part} OR h.display_name ILIKE ${part} OR EXISTS (
      SELECT FROM jsonb_each_text(${row}) AS cell WHERE cell.value ILIKE ${part}))`
  })
  const all = [...filters.filter.map((filter) => cellSql(row, filter, put)), ...words]
  return all.length > 0 ? all.join(' AND ') : undefined
}

function contentSql(filters: LineFilters, put: Put): string[] {
  const own = rowSql("(r.content->'columns')", filters, put)
  const ofSnapshot = rowSql('s.row', filters, put)
  if (!own || !ofSnapshot) return []
  const some = wordsOf(filters.q).map((word) => {
    const part = put(containing(word))
    return `(r.content::text ILIKE ${put(inJson(word))}
      OR h.hostname ILIKE ${part} OR h.display_name ILIKE ${part})`
  })
  return [
    ...some,
    `CASE WHEN r.content ? 'snapshot' THEN EXISTS (
       SELECT FROM jsonb_array_elements(r.content->'snapshot') AS s(row) WHERE ${ofSnapshot})
     ELSE ${own} END`,
  ]
}

function placeSql(filters: LineFilters, put: Put): string[] {
  const { host_id, pack_id, pack_query_ids, query, label_id, platform } = filters
  const named = pack_query_ids && pack_query_ids.length > 0
  return [
    host_id === undefined ? '' : `r.host_id = ${put(host_id)}`,
    label_id === undefined
      ? ''
      : `r.host_id IN (SELECT v.host_id FROM label_verdicts v
          WHERE v.member AND v.label_id = ${put(label_id)})`,
    platform === undefined
      ? ''
      : platform === 'unknown'
        ? `h.platform <> ALL (${put(platforms)}::text[])`
        : `h.platform = ${put(platform)}`,
    pack_id === undefined
      ? ''
      : pack_id === 0
        ? 'r.pack_query_id IS NULL AND r.pack_id IS NULL'
        : `r.pack_id = ${put(pack_id)}`,
    query === undefined || query === ''
      ? ''
      : named
        ? `r.pack_query_id = ANY(${put(pack_query_ids)}::int[])`
        : `r.name = ${put(query)}`,
  ].filter(Boolean)
}

/**
 * Lines of names that a host was never given stay out of what packs and queries show unless they are
 * asked for, and answers to live queries out of all but their campaign: they are at home there. A line
 * of a scheduled query is neither, which is not said twice, so that its index alone can answer.
 */
function kindSql(filters: LineFilters, put: Put): string[] {
  const { action, campaign_id, unsolicited, query, pack_query_ids = [] } = filters
  const isNamed = pack_query_ids.length > 0
  const isUnsolicited = unsolicited ?? (query && !isNamed ? false : undefined)
  const ofPacks = isNamed ? '' : 'r.campaign_id IS NULL'
  return [
    action === undefined ? '' : `r.action = ${put(action)}`,
    campaign_id === undefined ? ofPacks : `r.campaign_id = ${put(campaign_id)}`,
    isUnsolicited === true ? 'r.unsolicited AND r.pack_query_id IS NULL' : '',
    isUnsolicited === false ? 'NOT r.unsolicited' : '',
  ].filter(Boolean)
}

/** The lines that the filters mean within the scope and the stretch; $1 and $2 are its ends. */
export function linesWhere(
  scope: TeamScope,
  filters: LineFilters,
  { from, to }: Stretch,
): LineCondition & { put: Put } {
  const within = scopeSql(scope, 'h.team_id', 3)
  const values: unknown[] = [from, to, ...within.values]
  const put = (value: unknown) => `$${values.push(value)}`
  const texts = [
    'r.received_at >= $1 AND r.received_at < $2',
    within.text,
    ...placeSql(filters, put),
    ...kindSql(filters, put),
    ...contentSql(filters, put),
  ]
  return { text: texts.join(' AND '), values, put }
}

export const linesSource = 'FROM result_lines r JOIN hosts h ON h.id = r.host_id'

const tooLong = '57014'

/** A look is too short for compiling and for workers to pay. */
const lookSettings = 'SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0'

/** Counts are made by hashing: taken for a snapshot of a hundred rows, each line would be sorted. */
const countSettings = `SET LOCAL work_mem = '32MB'; SET LOCAL enable_sort = off;
  SET LOCAL enable_incremental_sort = off; SET LOCAL enable_mergejoin = off`

/** One look of at most so many milliseconds; undefined when it takes longer. */
export async function lookAt<Row>(
  text: string,
  values: unknown[],
  ms: number,
  settings = '',
): Promise<Row[] | undefined> {
  try {
    return await transaction('people', async (tx) => {
      const timeout = `SET LOCAL statement_timeout = ${Math.max(1, Math.ceil(ms))}`
      await tx.sql(`${timeout}; ${lookSettings}; ${settings}`)
      return tx.sql<Row>(text, values)
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === tooLong) return undefined
    throw error
  }
}

/** A look that counts: in no order. */
export const countAt = <Row>(text: string, values: unknown[], ms: number) =>
  lookAt<Row>(text, values, ms, countSettings)

/** When the oldest and the newest kept line were received; undefined when there are none. */
export async function findKeptSpan(campaignId?: number): Promise<Stretch | undefined> {
  const [of, values] =
    campaignId === undefined ? ['campaign_id IS NULL', []] : ['campaign_id = $1', [campaignId]]
  const [row] = await sql<{ oldest: Date | null; newest: Date | null }>(
    'people',
    `SELECT (SELECT min(received_at) FROM result_lines WHERE ${of}) AS oldest,
            (SELECT max(received_at) FROM result_lines WHERE ${of}) AS newest`,
    values,
  )
  if (!row?.oldest || !row.newest) return undefined
  return { from: row.oldest, to: new Date(row.newest.getTime() + 1) }
}

/** The scheduled queries of that name, whichever pack they are of. */
export async function listPackQueriesNamed(name: string): Promise<number[]> {
  const rows = await sql<{ id: number }>('people', 'SELECT id FROM pack_queries WHERE name = $1', [
    name,
  ])
  return rows.map(({ id }) => id)
}
