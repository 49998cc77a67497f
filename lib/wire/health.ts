// Whether a pack's queries work: every host that should run one is in exactly one state.
import { z } from 'zod'
import { CostClass, Percentiles } from '@/lib/wire/costs'
import { HostStatus } from '@/lib/wire/hosts'
import { Id, IdText, Timestamp } from '@/lib/wire/values'

/** In the order of their precedence but for `silent`, which is what is left. */
export const healthStates = ['reporting', 'failing', 'denylisted', 'silent', 'not_due'] as const
export const HealthState = z.enum(healthStates)
export type HealthState = z.infer<typeof HealthState>

const stateCounts = {
  expected: z.int(),
  reporting: z.int(),
  failing: z.int(),
  denylisted: z.int(),
  silent: z.int(),
  not_due: z.int(),
}

export const QueryCost = z.strictObject({
  wall_ms: Percentiles,
  cpu_ms: Percentiles,
  user_ms: z.number(),
  system_ms: z.number(),
  memory_bytes: Percentiles,
  /** User and system seconds of one host. */
  agent_seconds_per_day_p95: z.number(),
  class: CostClass,
  hosts: z.int(),
  runs: z.number(),
})
export type QueryCost = z.infer<typeof QueryCost>

export const TrendPoint = z.strictObject({
  revision: z.int(),
  day: z.string(),
  /** User and system milliseconds a run. */
  p50: z.number(),
  p95: z.number(),
})
export type TrendPoint = z.infer<typeof TrendPoint>

export const ErrorGroup = z.strictObject({
  message: z.string(),
  hosts: z.int(),
  last_at: Timestamp,
})
export type ErrorGroup = z.infer<typeof ErrorGroup>

export const QueryHealth = z.strictObject({
  pack_query_id: Id,
  name: z.string(),
  /** As agents report it. */
  full_name: z.string(),
  interval: z.int(),
  ...stateCounts,
  last_result_at: Timestamp.nullable(),
  rows_per_day: z.number(),
  bytes_per_day: z.number(),
  cost: QueryCost.nullable(),
  trend: z.array(TrendPoint),
  errors: z.array(ErrorGroup),
})
export type QueryHealth = z.infer<typeof QueryHealth>

export const PackHealth = z.strictObject({ queries: z.array(QueryHealth), as_of: Timestamp })
export type PackHealth = z.infer<typeof PackHealth>

export const SilentQuery = z.strictObject({
  pack_id: Id,
  pack: z.string(),
  pack_query_id: Id,
  name: z.string(),
  expected: z.int(),
  reporting: z.int(),
  silent: z.int(),
  /** When the last of the silent hosts was heard of; null when never. */
  since: Timestamp.nullable(),
})
export type SilentQuery = z.infer<typeof SilentQuery>

/** `as_of`: when the oldest of these figures was counted; null when nothing was yet. */
export const SilentQueries = z.strictObject({
  queries: z.array(SilentQuery),
  as_of: Timestamp.nullable(),
})
export type SilentQueries = z.infer<typeof SilentQueries>

export const HealthHostsQuery = z.strictObject({
  /** A pack_query_id, or the query's name. */
  query: z.string().min(1).max(255),
  state: HealthState,
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: IdText.optional(),
})
export type HealthHostsQuery = z.infer<typeof HealthHostsQuery>

export const HealthHost = z.strictObject({
  id: Id,
  hostname: z.string(),
  display_name: z.string(),
  platform: z.string(),
  status: HostStatus,
  /** What the agent said, or how it came to the state; null when there is nothing to say. */
  message: z.string().nullable(),
  /** When that was; for silence, since when. */
  at: Timestamp.nullable(),
})
export type HealthHost = z.infer<typeof HealthHost>

export const HealthHosts = z.strictObject({
  count: z.int(),
  hosts: z.array(HealthHost),
  next_cursor: z.string().nullable(),
})
export type HealthHosts = z.infer<typeof HealthHosts>
