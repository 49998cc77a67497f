// What a live query would do, told before it is asked: whom, what will not run, what it will cost,
// when answers come, and how the same SQL fared before.
import { z } from 'zod'
import { CampaignCounts, CampaignStatus } from '@/lib/wire/campaigns'
import { CostClass } from '@/lib/wire/costs'
import { Timestamp } from '@/lib/wire/values'

/** `hosts` online or not; `missing` are among the offline ones. */
export const PreflightHosts = z.object({
  total: z.int(),
  online: z.int(),
  offline: z.int(),
  missing: z.int(),
  by_platform: z.record(z.string(), z.int()),
})
export type PreflightHosts = z.infer<typeof PreflightHosts>

/** Hosts that will answer with an error, and why. */
export const PreflightMissing = z.object({
  platform: z.string(),
  hosts: z.int(),
  reason: z.string(),
})
export type PreflightMissing = z.infer<typeof PreflightMissing>

export const PreflightEstimate = z.object({
  /** Of one run on one host. */
  cpu_ms_p95: z.number(),
  rows_per_host: z.number(),
  bytes_per_host: z.number(),
  /** Of all hosts together. */
  rows: z.number(),
  bytes: z.number(),
  agent_seconds: z.number(),
  /** What it was measured on; 0 by the rule. */
  runs: z.number(),
  hosts_measured: z.int(),
  basis: z.enum(['measured', 'rule']),
  class: CostClass,
})
export type PreflightEstimate = z.infer<typeof PreflightEstimate>

/** A live query that asked the same SQL, whatever its parameters. */
export const PastRun = z.object({
  id: z.int(),
  name: z.string(),
  status: CampaignStatus,
  user: z.object({ id: z.int(), name: z.string() }).nullable(),
  created_at: Timestamp,
  ended_at: Timestamp.nullable(),
  counts: CampaignCounts,
})
export type PastRun = z.infer<typeof PastRun>

export const PreflightHost = z.object({
  id: z.int(),
  hostname: z.string(),
  display_name: z.string(),
})
export type PreflightHost = z.infer<typeof PreflightHost>

export const Preflight = z.object({
  hosts: PreflightHosts,
  missing_on: z.array(PreflightMissing),
  /** Null when nothing is known of its cost. */
  estimate: PreflightEstimate.nullable(),
  /** Hosts in it whose agents have denylisted this SQL, in a schedule or when it was asked live. */
  denylisted_hosts: z.int(),
  /** The first hundred of them, by name. */
  denylisted_sample: z.array(PreflightHost),
  /** When the first host that is online should be heard of, from each host's own rhythm. */
  first_answer_seconds: z.int().nullable(),
  /** When 90 % of the hosts that are online should have read it; null when none is online. */
  expected_90_at: Timestamp.nullable(),
  /** What the launch will ask of whom: the typed number of hosts, the password again. */
  confirm: z.object({ needed: z.boolean(), hosts: z.int(), password: z.boolean() }),
  /** The newest first. */
  history: z.array(PastRun),
  /** True when no host is online: answers come only as hosts return. */
  queue_only: z.boolean(),
})
export type Preflight = z.infer<typeof Preflight>
