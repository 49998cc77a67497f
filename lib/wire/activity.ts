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

export const ActivityQuery = listQuery(['id']).extend({
  type: z.string().max(100).optional(),
  actor_id: IdText.optional(),
  object_kind: z.string().max(100).optional(),
  object_id: IdText.optional(),
  /** Newest first unless asked otherwise. */
  order_direction: z.enum(['asc', 'desc']).default('desc'),
})
export type ActivityQuery = z.infer<typeof ActivityQuery>

export const ActivityList = z.object({ activities: z.array(Activity), ...pageShape })

export const Verification = z.object({
  unbroken: z.boolean(),
  entries: z.int(),
  /** The id of the first entry that is not what was written. */
  first_broken: z.int().optional(),
})
export type Verification = z.infer<typeof Verification>
