// The audit feed: who did what, to which object, on how many hosts, from where.
import { z } from 'zod'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { IdText, Timestamp } from '@/lib/wire/values'

export const ActorKind = z.enum(['user', 'token', 'agent', 'system', 'visitor'])
export type ActorKind = z.infer<typeof ActorKind>

export const Activity = z.object({
  id: z.int(),
  created_at: Timestamp,
  actor_kind: ActorKind,
  actor_id: z.int().nullable(),
  actor_name: z.string(),
  type: z.string(),
  object_kind: z.string().nullable(),
  object_id: z.int().nullable(),
  object_name: z.string().nullable(),
  hosts: z.int().nullable(),
  details: z.record(z.string(), z.json()),
  address: z.string().nullable(),
  /** Hexadecimal. */
  hash: z.string(),
})
export type Activity = z.infer<typeof Activity>
export type ActivityRow = z.input<typeof Activity>

const Moment = z.iso.datetime({ offset: true })

/** What the feed and its exports are filtered by. */
const filters = {
  /** One or several by comma. */
  type: z.string().max(500).optional(),
  actor_id: IdText.optional(),
  actor_kind: ActorKind.optional(),
  object_kind: z.string().max(100).optional(),
  object_id: IdText.optional(),
  /** Whatever concerns that host: acts on it, its own, and live queries that asked it. */
  host_id: IdText.optional(),
  /** Acts on the team and on what belongs to it now. */
  team_id: IdText.optional(),
  from: Moment.optional(),
  to: Moment.optional(),
}

export const ActivityFilter = z.strictObject({
  ...filters,
  query: z.string().trim().max(255).default(''),
})
export type ActivityFilter = z.infer<typeof ActivityFilter>

export const ActivityQuery = listQuery(['id']).extend({
  ...filters,
  /** Entries before that id, by keyset; takes the place of `page`. */
  cursor: IdText.optional(),
  /** Newest first unless asked otherwise. */
  order_direction: z.enum(['asc', 'desc']).default('desc'),
})
export type ActivityQuery = z.infer<typeof ActivityQuery>

export const ActivityList = z.object({
  activities: z.array(Activity),
  ...pageShape,
  next_cursor: z.string().nullable(),
})
export const ActivityReply = z.object({ activity: Activity.extend({ prev_hash: z.string() }) })

/** A line of the NDJSON export: what the hash is over, to the letter, and both hashes. */
export const ExportedEntry = z.strictObject({
  ...Activity.shape,
  created_at: z.string(),
  prev_hash: z.string(),
})
export type ExportedEntry = z.infer<typeof ExportedEntry>

/** The address of the page: the filters, and the entry that is open. */
export const ActivitySearch = ActivityFilter.extend({
  entry: IdText.optional(),
  range: z.enum(['24h', '7d', '30d']).optional(),
})

export const Verification = z.object({
  unbroken: z.boolean(),
  entries: z.int(),
  /** The last entry that was checked, and its hash in hexadecimal: to be noted elsewhere. */
  last_id: z.int().optional(),
  last_hash: z.string().optional(),
  checked_at: Timestamp,
  /** The id of the first entry that is not what was written. */
  first_broken: z.int().optional(),
})
export type Verification = z.infer<typeof Verification>
