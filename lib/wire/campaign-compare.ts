// What the link of the page that compares two campaigns may hold, and which others one may be compared
// with.
import { z } from 'zod'
import { IdText } from '@/lib/wire/values'

export const CompareSearch = z.object({
  /** From this one … */
  a: IdText.optional(),
  /** … to that one. */
  b: IdText.optional(),
})
export type CompareSearch = z.infer<typeof CompareSearch>

/** Another run of the same question. */
export type OtherRun = { id: number; name: string; created_at: string; answered: number }
