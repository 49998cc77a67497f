// The hosts that packs give a saved query to: who reported on it, who is silent.
import { z } from 'zod'
import { PackHost, PackHostsQuery } from '@/lib/wire/pack-hosts'
import { Timestamp } from '@/lib/wire/values'

export const QueryHostsQuery = PackHostsQuery.extend({
  state: z.enum(['silent', 'reporting', '']).default(''),
})
export type QueryHostsQuery = z.infer<typeof QueryHostsQuery>

export const QueryHost = PackHost.extend({
  last_result_at: Timestamp.nullable(),
})
export type QueryHost = z.infer<typeof QueryHost>

/** `expected` = reporting + silent, of the hosts in view, whatever the page. */
export const QueryHosts = z.object({
  expected: z.int(),
  reporting: z.int(),
  silent: z.int(),
  /** The last result of the reporting host that was heard longest ago. */
  oldest_result_at: Timestamp.nullable(),
  hosts: z.array(QueryHost),
  next_cursor: z.string().nullable(),
})
export type QueryHosts = z.infer<typeof QueryHosts>
