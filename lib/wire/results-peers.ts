// One host's state of a scheduled query beside that of others: hosts with equal rows are one group.
import { z } from 'zod'
import { ResultHost } from '@/lib/wire/results'
import {
  LatestState,
  Moment,
  pageLimit,
  scheduledShape,
  statedHostsShape,
} from '@/lib/wire/results-latest'
import { Columns, IdText } from '@/lib/wire/values'

export const PeersQuery = z.strictObject({
  ...scheduledShape,
  ...statedHostsShape,
  host_id: IdText,
  at: Moment.optional(),
  /** Groups in the reply, the largest first; the host's own always. */
  limit: pageLimit(50, 500),
})
export type PeersQuery = z.infer<typeof PeersQuery>

export const PeerGroup = z.object({
  /** The same for equal rows in any order; of a moment or a page it may be kept. */
  rows_digest: z.string(),
  rows: z.array(Columns),
  rows_count: z.int(),
  /** `rows` holds only the first of them. */
  rows_cut: z.boolean(),
  hosts: z.int(),
  /** A few hosts of the group. */
  examples: z.array(ResultHost),
  is_own: z.boolean(),
  /** Rows that the host asked about has and the group lacks, and the other way round. */
  lacks: z.int(),
  more: z.int(),
})
export type PeerGroup = z.infer<typeof PeerGroup>

export const PeersReply = z.object({
  /** The host's own state; null when it has none at that time. */
  host: LatestState.nullable(),
  groups: z.array(PeerGroup),
  /** Of all hosts that were compared, the host itself included. */
  hosts: z.int(),
  groups_count: z.int(),
  /** There are more hosts than could be compared in the time. */
  at_least: z.boolean(),
  /** Of the host's own rows, how many hosts have each, rarest first; the first 1,000. */
  own_rows: z.array(z.object({ columns: Columns, hosts: z.int() })),
  /** Rows that the host lacks and most of the others have, the commonest first; 100 at most. */
  missing_rows: z.array(z.object({ columns: Columns, hosts: z.int() })),
})
export type PeersReply = z.infer<typeof PeersReply>
