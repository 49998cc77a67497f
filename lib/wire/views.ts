// A view of a list that a person keeps under a name: the list's own query string.
import { z } from 'zod'

/** The lists that have views. */
export type ViewedList = 'hosts' | 'results'

export const View = z.object({
  id: z.int(),
  name: z.string(),
  params: z.record(z.string(), z.string()),
})
export type View = z.infer<typeof View>

export type ViewInput = { name: string; params: Record<string, string> }
