// What an installation is, for who administers it: versions and counts, no secret and no address inside.
import { z } from 'zod'
import { Timestamp } from '@/lib/wire/values'

export const About = z.object({
  version: z.string(),
  public_url: z.string(),
  /** This process. */
  started_at: Timestamp,
  node_version: z.string(),
  /** Whether letters can be sent. */
  mails: z.boolean(),
  /** Processes that share the database, by their role. */
  instances: z.array(z.object({ role: z.string(), count: z.int() })),
  database_version: z.string(),
  database_bytes: z.number(),
  /** The newest migration. */
  schema: z.string(),
  migrations: z.int(),
  migrated_at: Timestamp.nullable(),
})
export type About = z.infer<typeof About>
export type AboutRow = z.input<typeof About>
