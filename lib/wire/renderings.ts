// What a served configuration's full query names mean; stored with the configuration.
import { z } from 'zod'

export const ServedName = z.object({
  pack_id: z.number(),
  pack_query_id: z.number(),
  query_id: z.number().nullable(),
})
export type ServedName = z.infer<typeof ServedName>

/** Full name as agents report it (`pack/base/users`) to what it was when it was served. */
export const ServedNames = z.record(z.string(), ServedName)
export type ServedNames = z.infer<typeof ServedNames>
