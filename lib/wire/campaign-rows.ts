// Rows of a campaign one by one: how they are sorted, filtered and searched, the same words in the
// browser and on the server. A column is a key of the agents' rows; only `host:name` is ours.
import { z } from 'zod'
import { CampaignCounts, CampaignStatus, HostName } from '@/lib/wire/campaigns'
import { fileSlug } from '@/lib/wire/csv'
import { asNumber, compareText } from '@/lib/wire/natural-order'
import { BoundParameter } from '@/lib/wire/parameters'
import { Selected } from '@/lib/wire/targets'
import { Columns, Timestamp } from '@/lib/wire/values'

/** A browser keeps so many of the newest rows; beyond this the server sorts and filters. */
export const browserRowsMost = 250_000

/** The column of the host's name. */
export const hostNameColumn = 'host:name'

export const rowOperators = [
  'is',
  'is_not',
  'contains',
  'not_contains',
  'greater',
  'less',
  'empty',
  'absent',
  'present',
] as const

/**
 * `is` to `less` judge a value, so a row without the column passes only `is_not`, `not_contains` and
 * `absent`. `contains` ignores case. Numbers are compared by value, other texts in natural order.
 */
export const RowFilter = z.strictObject({
  column: z.string().max(256),
  op: z.enum(rowOperators),
  value: z.string().max(4_096).default(''),
})
export type RowFilter = z.infer<typeof RowFilter>

export const rowFiltersMax = 20

export type RowSort = { column: string; descending: boolean }

/** What a reader wants of the rows. `words` must each stand in some column, whatever their case. */
export type RowWish = {
  sort: readonly RowSort[]
  filters: readonly RowFilter[]
  words: readonly string[]
}

/** Below zero when the first is before the other: numbers by value and first, then texts. */
export function compareValues(one: string, other: string): number {
  const left = asNumber(one)
  const right = asNumber(other)
  if (Number.isNaN(left) !== Number.isNaN(right)) return Number.isNaN(left) ? 1 : -1
  return Number.isNaN(left) ? compareText(one, other) : left - right
}

/** Whether a value passes; undefined is a row without the column. */
export function passes({ op, value: wanted }: RowFilter, value: string | undefined): boolean {
  if (value === undefined) return op === 'is_not' || op === 'not_contains' || op === 'absent'
  switch (op) {
    case 'is':
      return value === wanted
    case 'is_not':
      return value !== wanted
    case 'contains':
      return value.toLowerCase().includes(wanted.toLowerCase())
    case 'not_contains':
      return !value.toLowerCase().includes(wanted.toLowerCase())
    case 'greater':
      return sameKind(value, wanted) && compareValues(value, wanted) > 0
    case 'less':
      return sameKind(value, wanted) && compareValues(value, wanted) < 0
    case 'empty':
      return value === ''
    case 'present':
      return true
    default:
      return false
  }
}

/** A text is neither more nor less than a number. */
const sameKind = (one: string, other: string) =>
  Number.isNaN(asNumber(one)) === Number.isNaN(asNumber(other))

/** The words of a search, in lower case. */
export function wordsOf(search: string): string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean)
}

function parsedFilters(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const filterText = z
  .string()
  .max(65_536)
  .default('[]')
  .transform(parsedFilters)
  .pipe(z.array(RowFilter).max(rowFiltersMax))

const Direction = z.enum(['asc', 'desc'])

export const RowsQuery = z.strictObject({
  /** At most two columns, as JSON: `["port","host:name"]`, or the name of one. */
  sort: z
    .string()
    .max(1_024)
    .optional()
    .transform((text) => {
      const list = text?.startsWith('[') ? parsedFilters(text) : undefined
      const names = z.array(z.string().max(256)).max(2).safeParse(list)
      return names.success ? names.data : text === undefined ? [] : [text]
    }),
  /** `asc` or `desc`, one for each column of `sort`, with a comma between. */
  direction: z
    .string()
    .max(16)
    .default('asc')
    .transform((text) => text.split(','))
    .pipe(z.array(Direction).max(2)),
  filter: filterText,
  q: z.string().max(1_024).default(''),
  cursor: z
    .string()
    .regex(/^[0-9]{1,10}(\.[0-9]{1,10}){5}$/, 'must be the next_cursor of a reply')
    .optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})
export type RowsQuery = z.output<typeof RowsQuery>

/** The order that a query asks for. */
export function sortOf({ sort, direction }: Pick<RowsQuery, 'sort' | 'direction'>): RowSort[] {
  return sort.map((column, at) => ({ column, descending: direction[at] === 'desc' }))
}

const cursorText = z
  .string()
  .regex(/^[0-9]{1,9}$/, 'must be the seq of an answer')
  .transform(Number)
  .optional()

/** Which rows and columns an export has; all of them unless it says otherwise. */
const exported = { filter: filterText, q: z.string().max(1_024).default('') }

export const CsvQuery = z.strictObject({
  ...exported,
  /** Names of the agents' columns as a JSON list, in their order. */
  columns: z
    .string()
    .max(262_144)
    .transform(parsedFilters)
    .pipe(z.array(z.string().max(256)).max(512))
    .optional(),
})
export type CsvQuery = z.output<typeof CsvQuery>

export const NdjsonQuery = z.strictObject({
  ...exported,
  /** Only answers after that number. */
  cursor: cursorText,
  /** Only the answers that bring the newest rows, and of those before them the ones with an error. */
  newest_rows: z.coerce.number().int().min(1).max(1_000_000).optional(),
  /** Begins with a line `{"provenance": …}`. */
  provenance: z
    .enum(['true', 'false', '1', '0'])
    .transform((text) => text === 'true' || text === '1')
    .default(false),
})
export type NdjsonQuery = z.output<typeof NdjsonQuery>

type Named = { id: number; name: string; answered: number; targeted: number }

/** "listening-58-842-of-900-answered": letters and digits of the name, then how complete it is. */
export function exportName({ id, name, answered, targeted }: Named): string {
  return `${fileSlug(name, 'query')}-${id}-${answered}-of-${targeted}-answered`
}

/** What an export is of, how complete it was when it was told, and by what right it is believed. */
export const Provenance = z.object({
  campaign_id: z.int(),
  name: z.string(),
  sql: z.string(),
  template: z.string().nullable(),
  parameters: z.array(BoundParameter),
  query_id: z.int().nullable(),
  asked_by: z.object({ id: z.int(), name: z.string() }).nullable(),
  targets: Selected,
  include_offline: z.boolean(),
  newcomers: z.boolean(),
  status: CampaignStatus,
  reason: z.string().nullable(),
  created_at: Timestamp,
  expires_at: Timestamp,
  ended_at: Timestamp.nullable(),
  /** When this was told, and the last answer that it counts. */
  as_of: Timestamp,
  as_of_seq: z.int(),
  /** "842 of 900 answered". */
  completeness: z.string(),
  counts: CampaignCounts,
  /** Hosts of other teams that were asked too; neither counted nor exported. */
  hidden_hosts: z.int(),
  /** Rows were left out because the campaign has all that it may keep. */
  rows_capped: z.boolean(),
  /** Hosts whose answer was larger than the cap; what fits is exported. A hundred are named. */
  truncated: z.object({ count: z.int(), hosts: z.array(HostName) }),
  exported_by: z.string(),
  server: z.object({ name: z.string(), version: z.string() }),
})
export type Provenance = z.infer<typeof Provenance>
export const ProvenanceReply = z.object({ provenance: Provenance })

export const CampaignRow = z.object({
  /** The answer it came with, and its place in it, from 1. */
  seq: z.int(),
  row: z.int(),
  host: HostName,
  values: Columns,
})
export type CampaignRow = z.infer<typeof CampaignRow>

export const RowsReply = z.object({
  columns: z.array(z.string()),
  rows: z.array(CampaignRow),
  /** Rows that match, of those that had arrived when the first page was read. */
  count: z.int(),
  /** There are more rows than the server looks through for one reader; the oldest were left out. */
  at_least: z.boolean(),
  next_cursor: z.string().nullable(),
})
export type RowsReply = z.infer<typeof RowsReply>
