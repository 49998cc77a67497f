// What changed in the states of a scheduled query: line by line in time, between two times, and when.
// Changes are of states, not of lines: a full set sent anew changes nothing that was so before.
import { z } from 'zod'
import { ResultHost } from '@/lib/wire/results'
import { Moment, pageLimit, scheduledShape, statedHostsShape } from '@/lib/wire/results-latest'
import { Columns, IdText, Timestamp } from '@/lib/wire/values'

const spanShape = { from: Moment.optional(), to: Moment.optional() }

export const ChangesQuery = z.strictObject({
  ...scheduledShape,
  ...statedHostsShape,
  ...spanShape,
  host_id: IdText.optional(),
  action: z.enum(['added', 'removed']).optional(),
  /** Of all between the two times only what is different at the end, host by host. */
  net: z.enum(['true', 'false']).default('false'),
  cursor: z
    .string()
    .regex(/^[0-9]{1,15}(\.[0-9]{1,9})?$/, 'must be a cursor of an earlier reply')
    .optional(),
  limit: pageLimit(100, 1_000),
})
export type ChangesQuery = z.infer<typeof ChangesQuery>

export const ResultChange = z.object({
  /** When the line that made it was received. */
  at: Timestamp,
  host: ResultHost,
  action: z.enum(['added', 'removed']),
  columns: Columns,
  /** When the agent says that it saw it. */
  agent_time: Timestamp.nullable(),
  /** The first state of the host that is known: every row of it is new to us, not to the host. */
  first: z.boolean(),
  /** How many equal rows came or went at once. */
  times: z.int(),
})
export type ResultChange = z.infer<typeof ResultChange>

export const ChangesReply = z.object({
  /** Newest first; of `net`, by host. */
  changes: z.array(ResultChange),
  /** Also there when nothing was found as far as was read: see `read_to`. */
  next_cursor: z.string().nullable(),
  from: Timestamp,
  to: Timestamp,
  /** Lines received since then were looked through. Null for `net`. */
  read_to: Timestamp.nullable(),
  /** Something that the changes are told from was cut on arrival or had too many lines. */
  truncated: z.boolean(),
})
export type ChangesReply = z.infer<typeof ChangesReply>

export const TicksQuery = z.strictObject({
  ...scheduledShape,
  ...statedHostsShape,
  ...spanShape,
  host_id: IdText.optional(),
  /** Into how many steps the time is parted at most; changes of one step are one tick. */
  steps: pageLimit(120, 1_000),
})
export type TicksQuery = z.infer<typeof TicksQuery>

export const TicksReply = z.object({
  /** Oldest first. `at` is the last change of a step: the state at it holds all of them. */
  ticks: z.array(z.object({ at: Timestamp, hosts: z.int(), changes: z.int() })),
  from: Timestamp,
  to: Timestamp,
  /** Not all lines of the time were looked through: ticks before `read_to` are missing. */
  at_least: z.boolean(),
  read_to: Timestamp,
})
export type TicksReply = z.infer<typeof TicksReply>
