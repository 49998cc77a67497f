// Two campaigns compared on the wire: rows added and removed on the hosts that answered both. A row
// that a host tells twice counts twice.
import { z } from 'zod'
import { ColumnNames } from '@/lib/wire/campaign-groups'
import { CampaignStatus, HostName, Rows } from '@/lib/wire/campaigns'
import { IdText, Timestamp } from '@/lib/wire/values'

/** So many rows of a side are listed for a host among many; the counts are of all. */
export const diffRowsListed = 20

const compared = {
  /** The campaign that `{id}` is compared with: from `{id}` to this one. */
  with: IdText,
  /** Left out: all that both have. A column that one of them lacks is `invalid`. */
  columns: ColumnNames.optional(),
  /** Only hosts whose rows differ. */
  only: z.enum(['changed', 'all']).default('changed'),
  /** Only hosts whose name contains this. */
  q: z.string().trim().max(255).default(''),
}

export const DiffQuery = z.strictObject({
  ...compared,
  /** One host, with all of its rows that fit. */
  host_id: IdText.optional(),
  cursor: z
    .string()
    .regex(/^[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}$/, 'must be the next_cursor of a reply')
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type DiffQuery = z.infer<typeof DiffQuery>

export const DiffFileQuery = z.strictObject(compared)
export type DiffFileQuery = z.infer<typeof DiffFileQuery>

export const DiffSide = z.object({
  id: z.int(),
  name: z.string(),
  sql: z.string(),
  status: CampaignStatus,
  user: z.object({ id: z.int(), name: z.string() }).nullable(),
  created_at: Timestamp,
  ended_at: Timestamp.nullable(),
  /** Hosts in view that answered with what could be compared. */
  answered: z.int(),
})
export type DiffSide = z.infer<typeof DiffSide>

export const HostChange = z.object({
  host: z.object({ ...HostName.shape, platform: z.string() }),
  added_count: z.int(),
  removed_count: z.int(),
  unchanged: z.int(),
  /** The first of them; long values are cut. */
  added: Rows,
  removed: Rows,
  /** An answer of this host was larger than the cap, so rows may be missing from the comparison. */
  too_large: z.boolean(),
})
export type HostChange = z.infer<typeof HostChange>

export const DiffReply = z.object({
  from: DiffSide,
  to: DiffSide,
  hosts: z.object({
    both: z.int(),
    only_from: z.int(),
    only_to: z.int(),
    /** Of both: those whose rows differ. */
    changed: z.int(),
  }),
  columns: z.object({
    /** In both; one that found nothing at all has the columns of the other. */
    shared: z.array(z.string()),
    /** Of the shared ones, those that rows were compared by. */
    compared: z.array(z.string()),
    only_from: z.array(z.string()),
    only_to: z.array(z.string()),
  }),
  same_sql: z.boolean(),
  added: z.int(),
  removed: z.int(),
  unchanged: z.int(),
  /** False when one of them has more rows than are compared. */
  complete: z.boolean(),
  /** Most changed hosts first. */
  changes: z.array(HostChange),
  /** Hosts in the list. */
  count: z.int(),
  next_cursor: z.string().nullable(),
})
export type DiffReply = z.infer<typeof DiffReply>
