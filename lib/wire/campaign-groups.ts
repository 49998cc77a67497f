// Groups of a campaign on the wire: identical rows with the hosts that told them. An absent key and an
// empty value are two values: an absent one is missing from `values`.
import { z } from 'zod'
import { HostName } from '@/lib/wire/campaigns'
import { Columns, Name, Timestamp } from '@/lib/wire/values'

/** The group of the hosts that answered without a row. */
export const noRowsKey = 'none'
/** A value of a group is cut to so many characters; `cut` names its column. */
export const groupValueMax = 4_096
const columnsMax = 512

function namesOf(text: string): unknown {
  if (!text.startsWith('[')) return text.split(',')
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `a,b`, or as JSON where a name has a comma. */
export const ColumnNames = z
  .string()
  .max(64_000)
  .transform(namesOf)
  .pipe(z.array(z.string().max(256)).max(columnsMax))
  .transform((names) => [...new Set(names)])

const Key = z.string().regex(/^(none|[0-9]{1,9}\.[0-9]{1,9})$/, 'must be the key of a group')

const Seq = z
  .string()
  .regex(/^[0-9]{1,9}$/, 'must be the seq of a reply')
  .transform(Number)

const limitOf = (max: number, usual: number) =>
  z.coerce.number().int().min(1).max(max).default(usual)

export const measures = ['hosts', 'rows', 'sum', 'avg', 'min', 'max'] as const
export const Measure = z.enum(measures)
export type Measure = z.infer<typeof Measure>

const grouping = {
  /** Left out: all columns but those that differ on nearly every row. */
  columns: ColumnNames.optional(),
  /** Only groups with a value that contains this. */
  q: z.string().max(255).default(''),
  order: z.enum(['hosts', 'first', 'value']).default('hosts'),
  /** By default most hosts, the largest value, or the first seen come first. */
  direction: z.enum(['asc', 'desc']).optional(),
  measure: Measure.optional(),
  measure_column: z.string().max(256).optional(),
}

export const GroupsQuery = z.strictObject({
  ...grouping,
  /** Only the group of this key. */
  key: Key.optional(),
  /** Lists the groups known at that answer, in their order at that time, with the figures of now. */
  listed_seq: Seq.optional(),
  cursor: z
    .string()
    .regex(/^[0-9]{1,9}\.[0-9]{1,9}$/, 'must be the next_cursor of a reply')
    .optional(),
  limit: limitOf(500, 100),
})
export type GroupsQuery = z.infer<typeof GroupsQuery>

export const GroupsFileQuery = z.strictObject(grouping)
export type GroupsFileQuery = z.infer<typeof GroupsFileQuery>

export const Group = z.object({
  /** Stays the group's own while the columns are the same. */
  key: z.string(),
  values: Columns,
  /** Columns whose value is longer than what is told here. */
  cut: z.array(z.string()),
  hosts: z.int(),
  /** Of the hosts that answered, 0 to 1. A host with many rows is in many groups. */
  share: z.number(),
  rows: z.int(),
  first_at: Timestamp,
  first_host: HostName,
  /** On under 1 % of the hosts that answered, once 100 have. */
  outlier: z.boolean(),
  /** The hosts that answered and found nothing. */
  no_rows: z.boolean(),
  /** What was asked to be measured; null when no row has a number there. */
  value: z.number().nullable().optional(),
})
export type Group = z.infer<typeof Group>

/** `answered` + `too_large` = `with_rows` + `without_rows`, of the hosts the viewer may see. */
export const GroupsReply = z.object({
  columns: z.array(z.string()),
  /** Every column of the answers, in the order of the SELECT. */
  all_columns: z.array(z.string()),
  left_out: z.array(z.object({ column: z.string(), distinct: z.int() })),
  answered: z.int(),
  /** Their rows that fit are counted too. */
  too_large: z.int(),
  with_rows: z.int(),
  without_rows: z.int(),
  rows: z.int(),
  groups: z.array(Group),
  /** Groups in the list. */
  count: z.int(),
  /** Groups seen first after `listed_seq`. */
  new_groups: z.int(),
  listed_seq: z.int(),
  as_of_seq: z.int(),
  /** False when there are more rows than are grouped; then the figures are of the first of them. */
  complete: z.boolean(),
  next_cursor: z.string().nullable(),
})
export type GroupsReply = z.infer<typeof GroupsReply>

export const GroupHostsQuery = z.strictObject({
  columns: ColumnNames.optional(),
  key: Key.optional(),
  /** Instead of the key: the group's values as a JSON object. */
  values: z
    .string()
    .max(64_000)
    .transform((text, context) => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' })
        return z.NEVER
      }
    })
    .pipe(Columns)
    .optional(),
  /** The seq of the last host of the page before. */
  cursor: Seq.default(0),
  limit: limitOf(1_000, 100),
})
export type GroupHostsQuery = z.infer<typeof GroupHostsQuery>

export const GroupHost = z.object({
  host: z.object({ ...HostName.shape, platform: z.string(), team_id: z.int().nullable() }),
  /** How many of its rows are in the group. */
  rows: z.int(),
  seq: z.int(),
  received_at: Timestamp,
})
export type GroupHost = z.infer<typeof GroupHost>

export const GroupHostsReply = z.object({
  hosts: z.array(GroupHost),
  count: z.int(),
  as_of_seq: z.int(),
  next_cursor: z.string().nullable(),
})
export type GroupHostsReply = z.infer<typeof GroupHostsReply>

/** A label by hand of exactly the hosts of a group. */
export const GroupLabelBody = z.strictObject({
  name: Name,
  description: z.string().max(10_000).optional(),
  columns: z.array(z.string().max(256)).max(columnsMax),
  key: Key,
})
export type GroupLabelBody = z.infer<typeof GroupLabelBody>
