// The hosts that a pack reaches, as people read them.
import { z } from 'zod'
import { HostStatus } from '@/lib/wire/hosts'

export const PackHostsQuery = z.strictObject({
  /** The id of the last host of the page before. */
  cursor: z
    .string()
    .regex(/^[0-9]{1,10}$/, 'must be a cursor of an earlier reply')
    .transform(Number)
    .default(0),
  limit: z
    .string()
    .regex(/^[0-9]{1,3}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= 1 && value <= 500, 'must be from 1 to 500')
    .default(100),
})
export type PackHostsQuery = z.infer<typeof PackHostsQuery>

export const PackHost = z.object({
  id: z.int(),
  hostname: z.string(),
  display_name: z.string(),
  platform: z.string(),
  os_version: z.string(),
  osquery_version: z.string(),
  team_id: z.int().nullable(),
  team_name: z.string().nullable(),
  status: HostStatus,
  /** Seconds between two fetches of its configuration. */
  config_tls_refresh: z.int(),
})
export type PackHost = z.infer<typeof PackHost>

/** `count` = online + offline + missing, of all hosts reached, whatever the page. */
export const PackHosts = z.object({
  count: z.int(),
  online: z.int(),
  offline: z.int(),
  missing: z.int(),
  hosts: z.array(PackHost),
  next_cursor: z.string().nullable(),
})
export type PackHosts = z.infer<typeof PackHosts>

/** The newest result of each query of a pack over all hosts; queries without one are left out. */
export const PackLatest = z.object({
  queries: z.array(
    z.object({
      pack_query_id: z.int(),
      /** Hosts that have reported it, of those in view. */
      hosts: z.int(),
      last_received_at: z.iso.datetime({ offset: true }),
    }),
  ),
})
export type PackLatest = z.infer<typeof PackLatest>
