// The rows of a campaign one by one, sorted and filtered by the database. Names of columns and values
// are parameters throughout; the text of a statement depends on how many there are and on nothing else.
import { type Tx, transaction } from '@/lib/store/db'
import {
  hostNameColumn,
  type RowFilter,
  type RowSort,
  type RowWish,
} from '@/lib/wire/campaign-rows'
import { AppError } from '@/lib/wire/errors'
import { asNumber } from '@/lib/wire/natural-order'

export type RowPlace = { seq: number; row: number }

export type RowsAsked = RowWish & {
  id: number
  scope_teams: number[] | undefined
  /** Only answers after the first of these numbers, up to the second. */
  from_seq: number
  up_to_seq: number
}

export type StoredRow = RowPlace & {
  host_id: number
  hostname: string
  display_name: string
  values: Record<string, string>
}

const timeoutMs = 8_000
/** Runs of digits are compared by their last so many; longer ones are no numbers that people sort by. */
const digits = 30

const numberText = "'^-?[0-9]+(\\.[0-9]+)?$'"
const hostName = "coalesce(nullif(h.display_name, ''), h.hostname, '')"

const natural = (value: string) =>
  `(regexp_replace(regexp_replace(${value}, '([0-9]+)', '${'0'.repeat(digits)}\\1', 'g'),
    '[0-9]+([0-9]{${digits}})', '\\1', 'g') COLLATE "C")`

/** Values of a statement in the making; each is written as its number. */
class Given {
  readonly values: unknown[] = []

  add(value: unknown): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}

type Column = { name: string; expression: string }

/** The columns that a wish names, each read once a row. */
function columnsOf({ sort, filters }: RowWish, given: Given): Column[] {
  const names = [...new Set([...sort, ...filters].map(({ column }) => column))]
  return names.map((name) => ({
    name,
    expression: name === hostNameColumn ? hostName : `(e.value ->> ${given.add(name)}::text)`,
  }))
}

function comparison(value: string, { op, value: wanted }: RowFilter, given: Given): string {
  const sign = op === 'greater' ? '>' : '<'
  if (!Number.isNaN(asNumber(wanted))) {
    const number = `CASE WHEN ${value} ~ ${numberText} THEN ${value}::numeric END`
    return `coalesce((${number}) ${sign} ${given.add(wanted)}::numeric, false)`
  }
  const text = `${given.add(wanted)}::text`
  const one = `(${natural(value)}, length(${value}))`
  const other = `(${natural(text)}, length(${text}))`
  return `coalesce(${value} !~ ${numberText} AND ${one} ${sign} ${other}, false)`
}

function condition(value: string, filter: RowFilter, given: Given): string {
  const contained = () =>
    `coalesce(position(lower(${given.add(filter.value)}::text) in lower(${value})) > 0, false)`
  switch (filter.op) {
    case 'is':
      return `coalesce(${value} = ${given.add(filter.value)}::text, false)`
    case 'is_not':
      return `${value} IS DISTINCT FROM ${given.add(filter.value)}::text`
    case 'contains':
      return contained()
    case 'not_contains':
      return `NOT ${contained()}`
    case 'empty':
      return `coalesce(${value} = '', false)`
    case 'absent':
      return `${value} IS NULL`
    case 'present':
      return `${value} IS NOT NULL`
    default:
      return comparison(value, filter, given)
  }
}

function wordCondition(word: string, given: Given): string {
  const text = `${given.add(word)}::text`
  return `(position(${text} in lower(${hostName})) > 0 OR EXISTS (
    SELECT 1 FROM json_each_text(e.value) j WHERE position(${text} in lower(j.value)) > 0))`
}

type Key = { expression: string; descending: boolean }

/** What a sort compares: rows without the column last, numbers by value, texts in natural order. */
function keysOf(value: string, { descending }: RowSort): Key[] {
  const isNumber = `${value} ~ ${numberText}`
  return [
    { expression: `(${value} IS NULL)`, descending: false },
    ...[
      `coalesce(CASE WHEN ${isNumber} THEN 0 ELSE 1 END, 1)`,
      `coalesce(CASE WHEN ${isNumber} THEN ${value}::numeric END, 0)`,
      `coalesce(CASE WHEN ${isNumber} THEN '' ELSE ${natural(value)} END, '') COLLATE "C"`,
      `coalesce(CASE WHEN ${isNumber} THEN 0 ELSE length(${value}) END, 0)`,
    ].map((expression) => ({ expression, descending })),
  ]
}

type Built = { given: Given; from: string; keys: Key[] }

function build(asked: RowsAsked): Built {
  const given = new Given()
  const { id, from_seq, up_to_seq, scope_teams, filters, sort, words } = asked
  const campaign = `${given.add(id)}::int`
  const teams = `${given.add(scope_teams ?? null)}::int[]`
  const range = `r.seq > ${given.add(from_seq)}::int AND r.seq <= ${given.add(up_to_seq)}::int`
  const columns = columnsOf(asked, given)
  const readOf = (name: string) => `c.v${columns.findIndex((column) => column.name === name)}`
  const read = columns.map(({ expression }, at) => `${expression} AS v${at}`)
  const conditions = [
    ...filters.map((filter) => condition(readOf(filter.column), filter, given)),
    ...words.map((word) => wordCondition(word, given)),
  ]
  // Without OFFSET 0 the planner would read a value out of the JSON again wherever it is named.
  const lateral = read.length > 0 ? `CROSS JOIN LATERAL (SELECT ${read.join(', ')} OFFSET 0) c` : ''
  const from = `FROM campaign_results r LEFT JOIN hosts h ON h.id = r.host_id
    CROSS JOIN LATERAL json_array_elements(r.rows) WITH ORDINALITY AS e(value, row) ${lateral}
   WHERE r.campaign_id = ${campaign} AND ${range}
     AND r.received_at >= (SELECT created_at - interval '1 minute' FROM campaigns WHERE id = ${campaign})
     AND (${teams} IS NULL OR h.team_id = ANY(${teams}))
     ${conditions.map((one) => `AND ${one}`).join(' ')}`
  const place = ['r.seq', 'e.row'].map((expression) => ({ expression, descending: false }))
  const keys = [...sort.flatMap((one) => keysOf(readOf(one.column), one)), ...place]
  return { given, from, keys }
}

/** Rows after the one that `a` holds the keys of, in an order of mixed directions. */
function afterCondition(keys: readonly Key[]): string {
  return keys
    .map(({ expression, descending }, at) => {
      const same = keys.slice(0, at).map((key, before) => `${key.expression} = a.k${before} AND `)
      return `(${same.join('')}${expression} ${descending ? '<' : '>'} a.k${at})`
    })
    .join(' OR ')
}

const named = (keys: readonly Key[]) =>
  keys.map(({ expression }, at) => `${expression} AS k${at}`).join(', ')

function pageText({ given, from, keys }: Built, after: RowPlace | undefined, limit: number) {
  const order = keys.map(
    ({ expression, descending }) => `${expression}${descending ? ' DESC' : ''}`,
  )
  const shown = `r.seq, e.row::int AS row, r.host_id, coalesce(h.hostname, '') AS hostname,
    coalesce(h.display_name, '') AS display_name, e.value AS values`
  const end = `ORDER BY ${order.join(', ')} LIMIT ${given.add(limit)}`
  if (!after) return `SELECT ${shown} ${from} ${end}`
  const there = `r.seq = ${given.add(after.seq)}::int AND e.row = ${given.add(after.row)}::int`
  return `WITH a AS MATERIALIZED (SELECT ${named(keys)} ${from} AND ${there})
    SELECT ${shown} ${from.replace('FROM campaign_results', 'FROM a CROSS JOIN campaign_results')}
      AND (${afterCondition(keys)}) ${end}`
}

const isTimeout = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '57014'

async function bounded<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await transaction('people', async (tx) => {
      await tx.sql(`SET LOCAL statement_timeout = ${timeoutMs}; SET LOCAL jit = off`)
      return run(tx)
    })
  } catch (error) {
    if (!isTimeout(error)) throw error
    const message = 'Looking through the rows took longer than 8 s; add a filter'
    throw new AppError('unavailable', message, { cause: error, retryAfterSeconds: 5 })
  }
}

/** The rows after that one in the order asked for, at most `limit`. Rejects after 8 s. */
export function listCampaignRows(
  asked: RowsAsked,
  after: RowPlace | undefined,
  limit: number,
): Promise<StoredRow[]> {
  const built = build(asked)
  const text = pageText(built, after, limit)
  return bounded((tx) => tx.sql<StoredRow>(text, built.given.values))
}

/** How many rows match. Rejects after 8 s. */
export async function countCampaignRows(asked: RowsAsked): Promise<number> {
  const { given, from } = build({ ...asked, sort: [] })
  const rows = await bounded((tx) =>
    tx.sql<{ count: number }>(`SELECT count(*) AS count ${from}`, given.values),
  )
  return rows[0]?.count ?? 0
}
