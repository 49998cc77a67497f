// The checker's verdict on a query.
import { z } from 'zod'
import { tablePlatforms } from '@/lib/wire/platforms'

export const SqlValidation = z.strictObject({
  query: z.string().max(1_000_000),
  /** Where it is meant to run; a table that is missing there becomes a warning. */
  platforms: z.array(z.enum(tablePlatforms)).optional(),
})
export type SqlValidation = z.infer<typeof SqlValidation>

export const SqlVerdict = z.object({
  valid: z.boolean(),
  errors: z.array(z.object({ message: z.string(), line: z.number(), column: z.number() })),
  tables: z.array(z.string()),
  platforms: z.object({ darwin: z.boolean(), linux: z.boolean(), windows: z.boolean() }),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
})
export type SqlVerdict = z.infer<typeof SqlVerdict>

/** osquery's tables as the editor completes them: names, types, platforms; no prose. */
export const SqlTables = z.object({
  /** The osquery release they were taken from. */
  version: z.string(),
  tables: z.array(
    z.object({
      name: z.string(),
      platforms: z.array(z.enum(tablePlatforms)),
      evented: z.boolean(),
      columns: z.array(z.object({ name: z.string(), type: z.string(), required: z.boolean() })),
    }),
  ),
})
export type SqlTables = z.infer<typeof SqlTables>
