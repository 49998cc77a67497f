// Revisions of a pack: who saved what, what differs between two, and going back to one.
import { z } from 'zod'
import { PackContent } from '@/lib/wire/pack-content'
import { PackDiff } from '@/lib/wire/pack-diff'
import { Note } from '@/lib/wire/pack-fields'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { IdText, Timestamp } from '@/lib/wire/values'

export const Revision = z.object({
  number: z.int(),
  author: z.object({ id: z.int(), name: z.string() }).nullable(),
  note: z.string(),
  created_at: Timestamp,
  /** It is what hosts get, those of a rollout's cohort aside. */
  released: z.boolean(),
  /** Hosts of the pack that run it now. */
  hosts: z.int(),
  /** What differs from the one before, in one line. */
  summary: z.string(),
})
export type Revision = z.infer<typeof Revision>

/** Newest first. */
export const RevisionListQuery = listQuery(['number']).pick({ page: true, per_page: true })
export type RevisionListQuery = z.infer<typeof RevisionListQuery>
export const RevisionList = z.object({ revisions: z.array(Revision), ...pageShape })

export const RevisionParams = z.strictObject({ id: IdText, number: IdText })
export const RevisionReply = z.object({ revision: Revision.extend({ content: PackContent }) })
export type RevisionReply = z.infer<typeof RevisionReply>

/** A revision's number; 0 stands for the empty pack before the first. */
const NumberText = z.union([z.literal('0').transform(() => 0), IdText])

/** Without `to` the newest, without `from` the one before `to`. */
export const DiffQuery = z.strictObject({ from: NumberText.optional(), to: NumberText.optional() })
export type DiffQuery = z.infer<typeof DiffQuery>

const Names = z.record(z.string(), z.string())

/** Names by id of the targets that were gained and lost; what is gone has none. */
export const TargetNames = z.object({ label: Names, host: Names, team: Names })
export type TargetNames = z.infer<typeof TargetNames>

export const DiffReply = z.object({
  diff: PackDiff,
  from: z.int(),
  to: z.int(),
  /** By the targets of the two as they would be judged now. */
  hosts: z.object({ gained: z.int(), lost: z.int() }),
  names: TargetNames,
})
export type DiffReply = z.infer<typeof DiffReply>

export const RestoreInput = z.strictObject({
  note: Note.optional(),
  /** False makes it a draft. */
  release: z.boolean().optional(),
  base_revision: z.int().positive().optional(),
})
export type RestoreInput = z.infer<typeof RestoreInput>
