// Rows of a campaign one by one: how they are sorted, filtered and searched, the same words in the
// browser and on the server. A column is a key of the agents' rows; only `host:name` is ours.
import { z } from 'zod'
import { HostName } from '@/lib/wire/campaigns'
import { Columns } from '@/lib/wire/values'

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

const Direction = z.enum(['asc', 'desc'])

export const RowsQuery = z.object({
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
  filter: z
    .string()
    .max(65_536)
    .default('[]')
    .transform(parsedFilters)
    .pipe(z.array(RowFilter).max(rowFiltersMax)),
  q: z.string().max(1_024).default(''),
  cursor: z.string().max(262_144).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})
export type RowsQuery = z.output<typeof RowsQuery>

/** The order that a query asks for. */
export function sortOf({ sort, direction }: Pick<RowsQuery, 'sort' | 'direction'>): RowSort[] {
  return sort.map((column, at) => ({ column, descending: direction[at] === 'desc' }))
}

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
