// The hosts that packs give a query to: who reports it, who does not, and why not.
import { z } from 'zod'
import { healthStates } from '@/lib/wire/health'
import { HostStatus } from '@/lib/wire/hosts'
import { PackHostsQuery } from '@/lib/wire/pack-hosts'
import { IdText, Timestamp } from '@/lib/wire/values'

/**
 * As in the health of packs, but hosts from which nothing is due are told apart: `offline` ones are
 * away, `not_reached` ones have not fetched the configuration that has the query, and of `not_due`
 * ones the first run is still to come. `not_targeted`: no pack gives it to them.
 */
export const reportStates = [
  ...healthStates.filter((state) => state !== 'not_due'),
  'offline',
  'not_reached',
  'not_due',
  'not_targeted',
] as const
export const ReportState = z.enum(reportStates)
export type ReportState = z.infer<typeof ReportState>

export const QueryHostsQuery = PackHostsQuery.extend({
  /** Of hosts that are in that team now. */
  team_id: IdText.optional(),
  /** Several with a comma; without it all that should report. */
  state: z
    .string()
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(ReportState))
    .default([]),
})
export type QueryHostsQuery = z.infer<typeof QueryHostsQuery>

export const QueryHost = z.object({
  id: z.int(),
  hostname: z.string(),
  display_name: z.string(),
  platform: z.string(),
  status: HostStatus,
  state: ReportState,
  /** What a failing or denylisted one said. */
  message: z.string().nullable(),
  /** When that was said. */
  at: Timestamp.nullable(),
  last_result_at: Timestamp.nullable(),
  /** When the host was last heard of at all. */
  seen_at: Timestamp.nullable(),
  /** Seconds between two runs there; null where it is not given. */
  interval: z.int().nullable(),
})
export type QueryHost = z.infer<typeof QueryHost>

const count = z.int()

/** `expected` is the sum of all states but `not_targeted`; of the hosts in view, whatever the page. */
export const QueryHosts = z.object({
  expected: count,
  counts: z.object({
    reporting: count,
    failing: count,
    denylisted: count,
    silent: count,
    offline: count,
    not_reached: count,
    not_due: count,
    not_targeted: count,
  } satisfies Record<ReportState, typeof count>),
  /** The last result of the host in state `reporting` that was heard longest ago. */
  oldest_result_at: Timestamp.nullable(),
  hosts: z.array(QueryHost),
  next_cursor: z.string().nullable(),
})
export type QueryHosts = z.infer<typeof QueryHosts>
