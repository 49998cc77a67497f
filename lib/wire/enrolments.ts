// Enrolments since a moment: who came in, and which tries were refused and why. What a refused try
// claims to be is a claim.
import { z } from 'zod'
import { HostRef } from '@/lib/wire/hosts'
import { IdText, Timestamp } from '@/lib/wire/values'

/** `unknown`: never a secret of this installation; `empty`: none was sent. */
export const RefusalReason = z.enum(['unknown', 'empty', 'expired', 'revoked', 'used_up'])
export type RefusalReason = z.infer<typeof RefusalReason>

/** Times of day are refused: the server's clock may not be the reader's. */
export const EnrolmentQuery = z.strictObject({
  since: z.iso.datetime({ offset: true }),
  team_id: IdText.optional(),
})
export type EnrolmentQuery = z.infer<typeof EnrolmentQuery>

export const EnrolledHost = HostRef.extend({
  platform: z.string(),
  team_id: z.int().nullable(),
  enrolled_at: Timestamp,
  address: z.string(),
  /** The secret that it came with, while it is known. */
  enroll_secret: z.string().nullable(),
  /** It was here before and came in anew. */
  again: z.boolean(),
})
export type EnrolledHost = z.infer<typeof EnrolledHost>
export type EnrolledHostRow = z.input<typeof EnrolledHost>

export const Refusal = z.object({
  /** Of the last of its tries; those of one minute, address, secret and reason are one. */
  at: Timestamp,
  reason: RefusalReason,
  address: z.string(),
  tries: z.int(),
  hostname: z.string(),
  /** The secret that was sent, where it once was one. */
  enroll_secret: z.string().nullable(),
})
export type Refusal = z.infer<typeof Refusal>
export type RefusalRow = z.input<typeof Refusal>

/** The newest first; at most 200 of each, `enrolled_count` is of all. */
export const EnrolmentReply = z.object({
  /** The server's clock: the next `since`. */
  now: Timestamp,
  enrolled: z.array(EnrolledHost),
  enrolled_count: z.int(),
  refused: z.array(Refusal),
})
