// Selections of hosts that a person keeps under a name, to use again.
import { z } from 'zod'
import { Selected } from '@/lib/wire/targets'
import { Name, Timestamp } from '@/lib/wire/values'

export const TargetSetInput = z.strictObject({ name: Name, selected: Selected })
export type TargetSetInput = z.infer<typeof TargetSetInput>

export const TargetSetPatch = z.strictObject({
  name: Name.optional(),
  selected: Selected.optional(),
})
export type TargetSetPatch = z.infer<typeof TargetSetPatch>

export const TargetSet = z.object({
  id: z.int(),
  name: z.string(),
  selected: Selected,
  /** When it was kept. */
  hosts_count: z.int(),
  /** What it means now; both are of hosts that the person may ask. */
  hosts_count_now: z.int(),
  created_at: Timestamp,
})
export type TargetSet = z.infer<typeof TargetSet>

export const TargetSetReply = z.object({ target_set: TargetSet })
export const TargetSetsReply = z.object({ target_sets: z.array(TargetSet) })
