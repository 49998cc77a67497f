// Lines that could not be stored as what they are, as people and scripts read them.
import { z } from 'zod'
import { PageCursor, PageLimit } from '@/lib/wire/paging'
import { ResultHost } from '@/lib/wire/results'
import { IdText, Timestamp } from '@/lib/wire/values'

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

export const DeadLetter = z.object({
  id: z.int(),
  received_at: Timestamp,
  host: ResultHost,
  log_type: z.string(),
  reason: z.string(),
  sample: z.string(),
  size_bytes: z.int(),
})
export type DeadLetter = z.infer<typeof DeadLetter>

export const DeadLettersReply = z.object({
  dead_letters: z.array(DeadLetter),
  next_cursor: z.string().nullable(),
})

export const DeadLettersQuery = z.strictObject({
  /** Of hosts that are in that team now. */
  team_id: IdText.optional(),
  host_id: IdText.optional(),
  reason: z.string().max(64).optional(),
  cursor: PageCursor,
  limit: PageLimit,
})
export type DeadLettersQuery = z.infer<typeof DeadLettersQuery>
