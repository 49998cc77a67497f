// Which result lines are meant, the same words for the list, its counts, its groups and its files. Any
// column of the agents' rows can be asked for: `column.<name>=value`, `~=` a part, `!=` and `!~=` not.
import { z } from 'zod'
import { RowFilter, rowFiltersMax } from '@/lib/wire/campaign-rows'
import { platforms } from '@/lib/wire/platforms'
import { ResultAction } from '@/lib/wire/results'
import { IdText } from '@/lib/wire/values'

const prefix = 'column.'
const suffixes = [
  ['!~', 'not_contains'],
  ['~', 'contains'],
  ['!', 'is_not'],
  ['', 'is'],
] as const

function filterOf(key: string, value: unknown) {
  const [suffix, op] = suffixes.find(([text]) => key.endsWith(text)) ?? ['', 'is']
  return { column: key.slice(prefix.length, key.length - suffix.length), op, value }
}

function parsedList(text: unknown): unknown[] | undefined {
  if (text === undefined) return []
  try {
    const list: unknown = typeof text === 'string' ? JSON.parse(text) : text
    return Array.isArray(list) ? list : undefined
  } catch {
    return undefined
  }
}

/** A query string with its `column.` keys taken into `filter`, where the shapes below expect them. */
export function gatherFilters(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given
  const entries = Object.entries(given)
  const own = entries.filter(([key]) => key.startsWith(prefix))
  const kept = Object.fromEntries(entries.filter(([key]) => !key.startsWith(prefix)))
  const listed = parsedList(kept.filter)
  if (!listed || own.length === 0) return kept
  const gathered = own.flatMap(([key, value]) =>
    [value].flat().map((one: unknown) => filterOf(key, one)),
  )
  return { ...kept, filter: JSON.stringify([...listed, ...gathered]) }
}

export const resultOperators = [
  'is',
  'is_not',
  'contains',
  'not_contains',
  'empty',
  'absent',
  'present',
] as const

/** As the rows of a campaign are filtered; of a snapshot, some one row passes all of them. */
export const ColumnFilter = RowFilter.extend({ op: z.enum(resultOperators) })
export type ColumnFilter = z.infer<typeof ColumnFilter>

export const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

const Flag = z
  .enum(['true', 'false', '1', '0'])
  .transform((text) => text === 'true' || text === '1')

/** The id, or 0 for lines of no known query. */
const PackIdText = z.union([z.literal('0').transform(() => 0), IdText])

export const resultFilterShape = {
  /** Of hosts that are in that team now. */
  team_id: IdText.optional(),
  pack_id: PackIdText.optional(),
  query: z.string().max(1_024).optional(),
  host_id: IdText.optional(),
  /** Of hosts that are members of that label now. */
  label_id: IdText.optional(),
  platform: z.enum([...platforms, 'unknown']).optional(),
  action: ResultAction.optional(),
  /** Answers to that live query instead of the lines of packs. */
  campaign_id: IdText.optional(),
  /** Lines of names that their host was never given: only those, or none of them. */
  unsolicited: Flag.optional(),
  from: Moment.optional(),
  to: Moment.optional(),
  /** Words that each stand in some value of one row, or in the host's name, whatever their case. */
  q: z.string().trim().max(255).optional(),
  /** JSON `[{column, op, value}]`; `column.<name>=value` says the same. */
  filter: z
    .preprocess(parsedList, z.array(ColumnFilter).max(rowFiltersMax))
    .optional()
    .transform((filters) => filters ?? []),
}

export const ResultFilters = z.strictObject(resultFilterShape)
export type ResultFilters = z.infer<typeof ResultFilters>

/** A text of the query string back from filters, in the order of their names; for links and names of files. */
export function filterWords({ filter, ...rest }: Partial<ResultFilters>): Record<string, string> {
  const words = Object.entries(rest).flatMap(([key, value]) => {
    if (value === undefined || value === '') return []
    return [[key, value instanceof Date ? value.toISOString() : String(value)] as const]
  })
  const columns = filter && filter.length > 0 ? [['filter', JSON.stringify(filter)] as const] : []
  return Object.fromEntries([...words, ...columns])
}

export const resultLimitOf = (max: number, usual: number) =>
  z
    .string()
    .regex(/^[0-9]{1,4}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= 1 && value <= max, `must be from 1 to ${max}`)
    .default(usual)

/** How long a count may read before it tells "at least"; a reader who waits on asks for more. */
const Patience = z
  .string()
  .regex(/^[0-9]{1,2}$/, 'must be a whole number')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 30, 'must be from 1 to 30')
  .default(2)

/** The list's words as one object, for pages; what came through `gatherFilters` fits it. */
export const ResultsObject = z.strictObject({
  ...resultFilterShape,
  cursor: z
    .string()
    .regex(/^[0-9]{1,15}\.[0-9]{1,15}$/, 'must be the next_cursor of a reply')
    .optional(),
  limit: resultLimitOf(1_000, 100),
})
export const ResultsQuery = z.preprocess(gatherFilters, ResultsObject)
export type ResultsQuery = z.infer<typeof ResultsQuery>

export const resultCountShape = { ...resultFilterShape, patience_seconds: Patience }
