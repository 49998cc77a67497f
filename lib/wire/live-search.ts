// What the link of the launch page may hold.
import { z } from 'zod'
import { IdText } from '@/lib/wire/values'

const ids = z
  .string()
  .max(4_000)
  .regex(/^\d{1,9}(,\d{1,9})*$/)
  .transform((text) => text.split(',').map(Number))
  .optional()

export const LiveSearch = z.object({
  query_id: IdText.optional(),
  /** A campaign to ask again. */
  from: IdText.optional(),
  /** A question to begin with, where no saved one is named. */
  sql: z.string().max(4_000).optional(),
  hosts: ids,
  labels: ids,
})
export type LiveSearch = z.infer<typeof LiveSearch>
