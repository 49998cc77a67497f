// What is known of one host and the labels it is in or was judged by.
import { z } from 'zod'
import { Timestamp } from '@/lib/wire/values'

export const HostLabel = z.object({
  id: z.int(),
  name: z.string(),
  kind: z.enum(['builtin', 'sql', 'manual']),
  member: z.boolean(),
  /** Since when it is a member, or is none. */
  since: Timestamp.nullable(),
  evaluated_at: Timestamp.nullable(),
  /** What the last evaluation said; the verdict before it holds. */
  error: z.string().nullable(),
})
export type HostLabel = z.infer<typeof HostLabel>
export const HostLabelsReply = z.object({ labels: z.array(HostLabel) })
