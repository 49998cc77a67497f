// Groups of result lines: rows with the same values in some columns, with the hosts that told them.
import { z } from 'zod'
import { ColumnNames } from '@/lib/wire/campaign-groups'
import { gatherFilters, resultCountShape, resultLimitOf } from '@/lib/wire/result-filters'
import { Timestamp } from '@/lib/wire/values'

/** Columns of ours beside the agents' own: of the host and of the line. */
export const groupColumns = ['host:platform', 'line:pack', 'line:query', 'line:action'] as const

export const groupByMax = 12

export const ResultGroupsQuery = z.preprocess(
  gatherFilters,
  z.strictObject({
    ...resultCountShape,
    by: ColumnNames.pipe(
      z.array(z.string()).min(1, 'must name a column').max(groupByMax, 'too many columns'),
    ),
    order: z.enum(['hosts', 'lines', 'first_seen', 'last_seen']).default('hosts'),
    /** By default most, or latest, come first. */
    direction: z.enum(['asc', 'desc']).default('desc'),
    cursor: z
      .string()
      .regex(/^[0-9]{1,15}\.[0-9]{1,15}\.[0-9]{1,7}$/, 'must be the next_cursor of a reply')
      .optional(),
    limit: resultLimitOf(500, 100),
  }),
)
export type ResultGroupsQuery = z.infer<typeof ResultGroupsQuery>

const isCells = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((cell) => cell === null || typeof cell === 'string')

/** Any name is an ordinary column, `__proto__` too, which z.record leaves out. */
const Cells = z.custom<Record<string, string | null>>(isCells, 'must be an object of texts or null')

export const ResultGroup = z.object({
  /** Null: the row has no such column. */
  values: Cells,
  /** Columns whose value is longer than what is told here. */
  cut: z.array(z.string()),
  lines: z.int(),
  hosts: z.int(),
  /** By our clock. */
  first_seen: Timestamp,
  last_seen: Timestamp,
  /** On under 1 % of the hosts, once 100 have told something. */
  outlier: z.boolean(),
})
export type ResultGroup = z.infer<typeof ResultGroup>

export const ResultGroupsReply = z.object({
  groups: z.array(ResultGroup),
  /** Groups in all. */
  count: z.int(),
  /** Hosts with any row among them. */
  hosts: z.int(),
  lines: z.int(),
  next_cursor: z.string().nullable(),
  /** Reading stopped before the beginning of the range; counts are the least. */
  at_least: z.boolean(),
  /** From here to the end of the range all is grouped; null when there are no lines at all. */
  read_to: Timestamp.nullable(),
})
export type ResultGroupsReply = z.infer<typeof ResultGroupsReply>
