// Lines that could not be stored as what they are, as people and scripts read them.
import { z } from 'zod'
import { PageCursor, PageLimit } from '@/lib/wire/paging'
import { ResultHost } from '@/lib/wire/results'
import { Id, IdText, Timestamp } from '@/lib/wire/values'

/** Why a line was not understood, or was refused by the database. */
export const deadLetterReasons = [
  'not_an_object',
  'no_list',
  'no_name',
  'no_rows',
  'odd_rows',
  'odd_action',
  'no_message',
  'unknown_log_type',
  'too_many_rows',
  'over_quota',
  'refused_by_database',
] as const
export type DeadLetterReason = (typeof deadLetterReasons)[number]

/** Whether the line can go through the door again: `cut` ones are not whole, `no_line` tells of none. */
export const replayKinds = ['possible', 'cut', 'no_line'] as const

export const DeadLetter = z.object({
  id: z.int(),
  received_at: Timestamp,
  host: ResultHost,
  log_type: z.string(),
  reason: z.string(),
  /** The beginning of the line as JSON text, 64 KiB at most. */
  sample: z.string(),
  size_bytes: z.int(),
  replay: z.enum(replayKinds),
  /** When it was last put through the door again and was refused again. */
  tried_at: Timestamp.nullable(),
  tries: z.int(),
})
export type DeadLetter = z.infer<typeof DeadLetter>

export const DeadLettersReply = z.object({
  dead_letters: z.array(DeadLetter),
  next_cursor: z.string().nullable(),
})

const filters = {
  /** Of hosts that are in that team now. */
  team_id: IdText.optional(),
  host_id: IdText.optional(),
  reason: z.string().max(64).optional(),
}

export const DeadLettersQuery = z.strictObject({
  ...filters,
  cursor: PageCursor,
  limit: PageLimit,
})
export type DeadLettersQuery = z.infer<typeof DeadLettersQuery>

export const DeadLetterReasonsQuery = z.strictObject(filters)
export type DeadLetterReasonsQuery = z.infer<typeof DeadLetterReasonsQuery>

/** The dead letters by reason and log, the most common first; `possible`: that can be replayed. */
export const DeadLetterReasons = z.object({
  reasons: z.array(
    z.object({
      reason: z.string(),
      log_type: z.string(),
      lines: z.int(),
      possible: z.int(),
      hosts: z.int(),
      first_at: Timestamp,
      last_at: Timestamp,
    }),
  ),
})
export type DeadLetterReasons = z.infer<typeof DeadLetterReasons>

const replayIdsMax = 1_000

/** Either the letters named, or all that match, oldest first, a stretch a call. */
export const ReplayBody = z.union([
  z.strictObject({ ids: z.array(Id).min(1).max(replayIdsMax) }),
  z.strictObject({
    filter: z.strictObject({
      team_id: Id.optional(),
      host_id: Id.optional(),
      reason: z.string().max(64).optional(),
    }),
    /** Where the call before ended. */
    cursor: z
      .string()
      .regex(/^[0-9]{1,15}-[0-9]{1,15}$/, 'must be of an earlier reply')
      .optional(),
  }),
])
export type ReplayBody = z.infer<typeof ReplayBody>

/** What became of letters that were replayed: the figures but `lines` add up to `letters`. */
const ReplayTally = z.object({
  letters: z.int(),
  /** Understood now and stored. */
  stored: z.int(),
  /** Refused again; they stay. */
  still_dead: z.int(),
  /** Only their beginning was kept; they stay. */
  cut: z.int(),
  /** They tell of something else than a line; they stay. */
  no_line: z.int(),
  /** Named and no longer there. */
  gone: z.int(),
  /** Lines that the stored letters became; those that were there before are left out. */
  lines: z.int(),
})
export type ReplayTally = z.infer<typeof ReplayTally>

export const ReplayReply = ReplayTally.extend({ next_cursor: z.string().nullable() })
export type ReplayReply = z.infer<typeof ReplayReply>

/** Several parts of one replay as one; of none, all zero. */
export function sumReplays(parts: readonly ReplayTally[]): ReplayTally {
  const sum = (of: keyof ReplayTally) => parts.reduce((all, part) => all + part[of], 0)
  return {
    ...{ letters: sum('letters'), stored: sum('stored'), still_dead: sum('still_dead') },
    ...{ cut: sum('cut'), no_line: sum('no_line'), gone: sum('gone'), lines: sum('lines') },
  }
}
