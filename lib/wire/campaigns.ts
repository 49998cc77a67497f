// Live queries on the wire: what starts one, what is told of it, its hosts and its results.
import { z } from 'zod'
import { pageShape } from '@/lib/wire/paging'
import { BoundParameter, ParameterValues } from '@/lib/wire/parameters'
import { Selected, TargetItem } from '@/lib/wire/targets'
import { Columns, Id, Timestamp } from '@/lib/wire/values'

export type { BoundParameter } from '@/lib/wire/parameters'
export type { Selected } from '@/lib/wire/targets'

export const CampaignStatus = z.enum([
  'waiting',
  'running',
  'paused',
  'complete',
  'stopped',
  'expired',
])
export type CampaignStatus = z.infer<typeof CampaignStatus>

export const hostStates = [
  'waiting',
  'sent',
  'answered',
  'failed',
  'denylisted',
  'too_large',
  'expired',
  'cancelled',
] as const
export const HostState = z.enum(hostStates)
export type HostState = z.infer<typeof HostState>

/** All but `targeted` and `rows` add up to `targeted`. */
export const CampaignCounts = z.object({
  targeted: z.int(),
  waiting: z.int(),
  sent: z.int(),
  answered: z.int(),
  failed: z.int(),
  denylisted: z.int(),
  too_large: z.int(),
  expired: z.int(),
  cancelled: z.int(),
  rows: z.int(),
  /** Size of the rows as text; null where only a part of them is the reader's. */
  bytes: z.int().nullable().optional(),
})
export type CampaignCounts = z.infer<typeof CampaignCounts>

/** Only the counters of a row that carries more. */
export function countsOf(row: CampaignCounts): CampaignCounts {
  return CampaignCounts.parse(row)
}

/** What pauses a campaign by itself, with a reason. Absent: no such limit. */
export const Guard = z.strictObject({
  /** So many hosts are asked first; the others wait for a release. */
  canary: z.int().min(1).max(10_000).optional(),
  /** `auto` releases the others once every canary host has answered within the limits. */
  canary_release: z.enum(['manual', 'auto']).optional(),
  hosts_per_minute: z.int().min(1).max(1_000_000).optional(),
  /** Share of the hosts that are done which failed or were denylisted. */
  max_error_percent: z.number().min(0).max(100).optional(),
  /** The largest of these that a single host may report. */
  max_wall_ms: z.int().min(1).optional(),
  max_memory_bytes: z.int().min(1).optional(),
  max_rows_per_host: z.int().min(1).optional(),
})
export type Guard = z.infer<typeof Guard>

export const Campaign = z.object({
  id: z.int(),
  query_id: z.int().nullable(),
  /** The exact SQL that hosts get; `template` is as it was written, when it had parameters. */
  query: z.string(),
  sql: z.string(),
  template: z.string().nullable(),
  parameters: z.array(BoundParameter),
  name: z.string(),
  status: CampaignStatus,
  reason: z.string().nullable(),
  guard: Guard,
  /** True while only the canary hosts are asked. */
  holding: z.boolean(),
  /** It has all the rows that it may keep: some answers are without theirs. */
  rows_capped: z.boolean(),
  /** The campaign that this one asks again. */
  again_of: z.int().nullable(),
  /** The run of a whole pack that it belongs to. */
  run_id: z.int().nullable(),
  destinations: z.array(z.int()),
  user_id: z.int().nullable(),
  user: z.object({ id: z.int(), name: z.string() }).nullable(),
  targets: Selected,
  include_offline: z.boolean(),
  newcomers: z.boolean(),
  late_answers: z.enum(['keep', 'drop']),
  created_at: Timestamp,
  expires_at: Timestamp,
  ended_at: Timestamp.nullable(),
  /** Of the hosts that the reader may see. */
  counts: CampaignCounts,
  /** Hosts of other teams, which no count includes; absent when there is none. */
  hidden_hosts: z.int().optional(),
  /** When the first of its rows are dropped; only where one campaign is read. */
  rows_kept_until: Timestamp.optional(),
})
export type Campaign = z.infer<typeof Campaign>

export const CampaignReply = z.object({ campaign: Campaign })
export const CampaignsReply = z.object({ campaigns: z.array(Campaign), ...pageShape })

export const oneYearSeconds = 31_536_000

const asked = {
  query: z.string().min(1).optional(),
  query_id: Id.nullish(),
  expires_in: z.int().min(1).max(oneYearSeconds).default(600),
  include_offline: z.boolean().default(true),
  newcomers: z.boolean().default(false),
  /** Of a saved query by its declarations; of other SQL the type is that of the value. */
  parameters: ParameterValues.default({}),
  guard: Guard.default({}),
  destinations: z.array(Id).max(100).default([]),
  again_of: Id.nullish(),
  /** The number of hosts as a person typed it; a launch to many hosts is refused without it. */
  confirm: z.int().min(0).optional(),
}

export const RunBody = z.object({
  ...asked,
  selected: Selected.optional(),
  targets: z.array(TargetItem).max(100_000).optional(),
})
export type RunBody = z.infer<typeof RunBody>

const names = z.array(z.string().trim().min(1).max(255)).max(10_000).default([])

export const RunByIdentifiersBody = z.object({
  ...asked,
  selected: z.object({ hosts: names, labels: names }),
})
export type RunByIdentifiersBody = z.infer<typeof RunByIdentifiersBody>

export const Metrics = z.object({
  TotalHosts: z.int(),
  OnlineHosts: z.int(),
  OfflineHosts: z.int(),
  MissingInActionHosts: z.int(),
  NewHosts: z.int(),
})

export const RunReply = z.object({
  campaign_id: z.int(),
  campaign: z.object({ ...Campaign.shape, Metrics }),
})
export type RunReply = z.infer<typeof RunReply>

export const StopBody = z.object({ late_answers: z.enum(['keep', 'drop']).default('keep') })

export const AnswerStats = z.object({
  wall_time_ms: z.number().optional(),
  user_time: z.number().optional(),
  system_time: z.number().optional(),
  memory: z.number().optional(),
})

export const HostName = z.object({
  id: z.int(),
  hostname: z.string(),
  display_name: z.string(),
})

export const Rows = z.array(Columns)

export const Result = z.object({
  seq: z.int(),
  host: HostName,
  rows: Rows,
  error: z.string().optional(),
  stats: AnswerStats.optional(),
  /** Rows beyond the cap were left out. */
  truncated: z.boolean().optional(),
})
export type Result = z.infer<typeof Result>

export const ResultsQuery = z.object({
  cursor: z
    .string()
    .regex(/^[0-9]{1,9}$/, 'must be the next_cursor of a reply')
    .transform(Number)
    .optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})

export const ResultsReply = z.object({
  results: z.array(Result),
  /** Null when nothing follows now; while the campaign is open, ask again with the last seq. */
  next_cursor: z.string().nullable(),
})

export const CampaignHost = z.object({
  host: z.object({ ...HostName.shape, platform: z.string(), team_id: z.int().nullable() }),
  state: HostState,
  sent_at: Timestamp.nullable(),
  finished_at: Timestamp.nullable(),
  sends: z.int(),
  seq: z.int().nullable(),
  rows: z.int(),
  late: z.boolean(),
  error: z.string().nullable(),
  stats: AnswerStats.nullable(),
  online: z.boolean(),
  seen_at: Timestamp.nullable(),
  /** Last check-in plus the host's rhythm. */
  next_due: Timestamp.nullable(),
})
export type CampaignHost = z.infer<typeof CampaignHost>

export const CampaignHostsReply = z.object({ hosts: z.array(CampaignHost), ...pageShape })

export const HostQueryBody = z.object({
  query: z.string().min(1),
  /** Values of its {{placeholders}}. */
  parameters: ParameterValues.default({}),
})
export type HostQueryBody = z.infer<typeof HostQueryBody>

export const HostQueryReply = z.object({
  host_id: z.int(),
  query: z.string(),
  rows: Rows,
  status: z.enum(['online', 'offline']),
  /** What went wrong, and what to do about it. */
  error: z.string().nullable(),
  /** The campaign that goes on when the wait was too short; null for an offline host. */
  campaign_id: z.int().nullable(),
})
export type HostQueryReply = z.infer<typeof HostQueryReply>

export const QueryRunBody = z.object({
  host_ids: z.array(Id).min(1).max(1_000),
  parameters: ParameterValues.default({}),
  /** As of a launch: the number of hosts, where they are many. */
  confirm: z.int().min(0).optional(),
})
export type QueryRunBody = z.infer<typeof QueryRunBody>

export const QueryRunReply = z.object({
  query_id: z.int(),
  campaign_id: z.int(),
  targeted_host_count: z.int(),
  responded_host_count: z.int(),
  results: z.array(
    z.object({
      host_id: z.int(),
      rows: Rows,
      error: z.string().nullable(),
    }),
  ),
  /** Targeted hosts without an answer when the wait was over, and why; their campaign goes on. */
  unanswered: z.array(z.object({ host_id: z.int(), error: z.string() })),
})
export type QueryRunReply = z.infer<typeof QueryRunReply>
