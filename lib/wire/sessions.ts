// Sign-ins that are open: when, from where, by what. Never what they sign in with.
import { z } from 'zod'
import { IdText, Timestamp } from '@/lib/wire/values'

export const Session = z.object({
  id: z.int(),
  user_id: z.int(),
  created_at: Timestamp,
  /** The latest request, to the minute. */
  seen_at: Timestamp,
  /** When it ends however much it is used; it ends before when it is not. */
  expires_at: Timestamp,
  address: z.string().nullable(),
  user_agent: z.string().nullable(),
  /** The one that asks. */
  current: z.boolean(),
})
export type Session = z.infer<typeof Session>
export type SessionRow = Omit<z.input<typeof Session>, 'current'>

export const SessionQuery = z.strictObject({ user_id: IdText.optional() })
export type SessionQuery = z.infer<typeof SessionQuery>

export const SessionList = z.object({ sessions: z.array(Session) })

/** Whose sessions end; with `others` the one that asks stays. */
export const SessionsEnd = z.strictObject({
  user_id: IdText.optional(),
  others: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(false),
})
export type SessionsEnd = z.infer<typeof SessionsEnd>

export const SessionsEnded = z.object({ ended: z.int() })
