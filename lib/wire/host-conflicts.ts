// Two records of hosts that claim one identity, side by side.
import { z } from 'zod'
import { HostStatus } from '@/lib/wire/hosts'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { Id, IdText, Timestamp } from '@/lib/wire/values'

/** `gone`: one of the two was deleted, or found another rival, before anybody decided. */
export const ConflictState = z.enum(['open', 'merged', 'kept_both', 'gone'])
export type ConflictState = z.infer<typeof ConflictState>

/** `enrolled`: the first was alive; `policy`: records are never reused; `shared_key`: two used one record. */
export const ConflictReason = z.enum(['enrolled', 'policy', 'shared_key'])
export type ConflictReason = z.infer<typeof ConflictReason>

export const ConflictHost = z.object({
  id: z.int(),
  hostname: z.string(),
  display_name: z.string(),
  uuid: z.string(),
  hardware_serial: z.string(),
  instance_id: z.string(),
  platform: z.string(),
  os_version: z.string(),
  osquery_version: z.string(),
  team_id: z.int().nullable(),
  team_name: z.string().nullable(),
  status: HostStatus,
  enrolled_at: Timestamp,
  seen_time: Timestamp.nullable(),
  /** The last it called from. */
  address: z.string(),
  rhythm_seconds: z.int(),
  /** Names of the secrets that its keys came with. */
  enroll_secrets: z.array(z.string()),
  /** Keys that work. */
  keys: z.int(),
})
export type ConflictHost = z.infer<typeof ConflictHost>

const claim = z.enum(['instance_id', 'uuid', 'hardware_serial', 'hostname'])

export const ConflictEvidence = z.object({
  reason: ConflictReason,
  /** Claims that both make alike, and those in which they differ; junk counts as not made. */
  equal: z.array(claim),
  different: z.array(claim),
  /** When the second enrolled: from where it did, and where and when the first was heard last. */
  address: z.string(),
  other_address: z.string(),
  other_seen_at: Timestamp.nullable(),
  /** Both have called since: two machines. Null while that cannot be said. */
  both_live: z.boolean().nullable(),
  /** When they are merged by themselves if the first stays silent; null when they are not. */
  merges_at: Timestamp.nullable(),
})
export type ConflictEvidence = z.infer<typeof ConflictEvidence>

export const HostConflict = z.object({
  id: z.int(),
  /** The second, provisional record; null when it is gone or not the reader's to see. */
  host: ConflictHost.nullable(),
  /** The record that was there before; likewise. */
  other: ConflictHost.nullable(),
  /** A record that is there and not the reader's to see. */
  hidden: z.boolean(),
  since: Timestamp,
  evidence: ConflictEvidence,
  state: ConflictState,
  decided_at: Timestamp.nullable(),
  decided_by: z.string().nullable(),
  /** Whether `reopen` can take the decision back. */
  undoable: z.boolean(),
})
export type HostConflict = z.infer<typeof HostConflict>

export const ConflictListQuery = listQuery(['since']).extend({
  state: ConflictState.optional(),
  host_id: IdText.optional(),
  team_id: IdText.optional(),
})
export type ConflictListQuery = z.infer<typeof ConflictListQuery>

export const ConflictCounts = z.object({
  open: z.int(),
  merged: z.int(),
  kept_both: z.int(),
  gone: z.int(),
})
export type ConflictCounts = z.infer<typeof ConflictCounts>

export const ConflictList = z.object({
  conflicts: z.array(HostConflict),
  by_state: ConflictCounts,
  ...pageShape,
})
export type ConflictList = z.infer<typeof ConflictList>

export const ConflictReply = z.object({ conflict: HostConflict })

/** Decides many at once, all or none. */
export const ConflictBulk = z.strictObject({
  ids: z.array(Id).min(1).max(500),
  action: z.enum(['merge', 'keep_both']),
})
export type ConflictBulk = z.infer<typeof ConflictBulk>

export const ConflictBulkReply = z.object({ changed: z.int() })
