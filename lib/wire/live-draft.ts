// What the live query page keeps on this device: the draft of a question, and the limits used last.
import { z } from 'zod'
import { Selected } from '@/lib/wire/targets'

export const LiveLimits = z.object({
  expires_in: z.int().min(1),
  include_offline: z.boolean(),
  newcomers: z.boolean(),
})
export type LiveLimits = z.infer<typeof LiveLimits>

export const LiveDraft = z.object({
  sql: z.string(),
  query_id: z.int().nullable(),
  selected: Selected,
  /** When it was kept, ms. */
  kept_at: z.number(),
})
export type LiveDraft = z.infer<typeof LiveDraft>
