// What a query costs agents: measured over hosts, or by the stated rule where nothing was measured.
import { z } from 'zod'

export const CostClass = z.enum(['minimal', 'considerable', 'excessive'])
export type CostClass = z.infer<typeof CostClass>

/** Over hosts: each counts once with its own mean per run. */
export const Percentiles = z.strictObject({ p50: z.number(), p95: z.number() })
export type Percentiles = z.infer<typeof Percentiles>

/** Per run. `cpu_ms` is user and system time together. */
export const MeasuredCost = z.strictObject({
  wall_ms: Percentiles,
  cpu_ms: Percentiles,
  /** Medians. */
  user_ms: z.number(),
  system_ms: z.number(),
  memory_bytes: Percentiles,
  rows_per_run: z.number(),
  bytes_per_run: z.number(),
  hosts: z.int(),
  runs: z.number(),
})
export type MeasuredCost = z.infer<typeof MeasuredCost>

/** The cost of a SQL text over the fleet, and on each platform where it was measured. */
export type SqlCost = MeasuredCost & { platforms: Record<string, MeasuredCost> }

/** As computed for one scheduled query over its hosts. */
export type StoredQueryCost = MeasuredCost & { agent_seconds_per_day_p95: number }

export const ExpensiveQuery = z.strictObject({
  pack_id: z.int(),
  pack: z.string(),
  pack_query_id: z.int(),
  name: z.string(),
  interval: z.int(),
  hosts: z.int(),
  wall_ms: Percentiles,
  cpu_ms: Percentiles,
  /** User and system seconds: of all hosts together, and of one host. */
  agent_seconds_per_day: z.number(),
  agent_seconds_per_day_p95: z.number(),
  class: CostClass,
})
export type ExpensiveQuery = z.infer<typeof ExpensiveQuery>

export const ExpensiveQueries = z.strictObject({ queries: z.array(ExpensiveQuery) })

export const CostEstimate = z.strictObject({
  cpu_ms: z.number(),
  rows_per_run: z.number(),
  bytes_per_run: z.number(),
  class: CostClass,
})
export type CostEstimate = z.infer<typeof CostEstimate>

const considerableMs = 2_000
const excessiveMs = 4_000

/** The field's usual words for the median user and system time of one run. */
export function costClass(cpuMsP50: number): CostClass {
  if (cpuMsP50 < considerableMs) return 'minimal'
  return cpuMsP50 < excessiveMs ? 'considerable' : 'excessive'
}

type DailyCost = 'light' | 'noticeable' | 'heavy'

/** How the agent seconds a day of one host count. */
export function dailyCost(agentSeconds: number): DailyCost {
  if (agentSeconds < 10) return 'light'
  return agentSeconds < 60 ? 'noticeable' : 'heavy'
}
