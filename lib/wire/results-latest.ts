// The state of one scheduled query on each host, now or as it was known at a time, as people read it.
// A page may hold fewer hosts than asked for when their rows are many: the cursor then goes on.
import { z } from 'zod'
import { ResultHost } from '@/lib/wire/results'
import { Columns, IdText, Timestamp } from '@/lib/wire/values'

export const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

export const hostCursor = z
  .string()
  .regex(/^[0-9]{1,10}$/, 'must be a cursor of an earlier reply')
  .transform(Number)
  .optional()

/** Which scheduled query: by its pack and its name in it. */
export const scheduledShape = {
  pack_id: IdText,
  query: z.string().min(1).max(1_024),
}

/** Which hosts of those that the reader may see. */
export const statedHostsShape = {
  /** Of hosts that are in that team now. */
  team_id: IdText.optional(),
  label_id: IdText.optional(),
  /** As hosts report it: `darwin`, `ubuntu`, `windows`. */
  platform: z.string().max(64).optional(),
}

export const pageLimit = (least: number, most: number) =>
  z
    .string()
    .regex(/^[0-9]{1,5}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= 1 && value <= most, `must be from 1 to ${most}`)
    .default(least)

export const LatestQuery = z.strictObject({
  ...scheduledShape,
  ...statedHostsShape,
  host_id: IdText.optional(),
  /** The state as of the lines that had been received by then. */
  at: Moment.optional(),
  cursor: hostCursor,
  limit: pageLimit(100, 10_000),
})
export type LatestQuery = z.infer<typeof LatestQuery>

/** What a state says of itself beside its rows. */
export const stateShape = {
  /** When the newest line of it was received. */
  as_of: Timestamp,
  /** The first full set was never seen: rows are known only since then. */
  partial_since: Timestamp.optional(),
  mode: z.enum(['snapshot', 'differential']),
  rows: z.array(Columns),
  /** Something was cut: cells or rows on arrival, or lines too many to be folded. */
  truncated: z.boolean(),
}

export const LatestState = z.object({ host: ResultHost, ...stateShape })
export type LatestState = z.infer<typeof LatestState>

export const LatestReply = z.object({
  hosts: z.array(LatestState),
  next_cursor: z.string().nullable(),
  /** All hosts in view that ever reported on the query and whose lines may still be kept. */
  hosts_count: z.int(),
  /** Lines received before are no longer kept: of a time before then little or nothing is known. */
  kept_since: Timestamp.nullable(),
})
export type LatestReply = z.infer<typeof LatestReply>
