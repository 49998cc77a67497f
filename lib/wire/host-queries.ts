// What one host runs on a schedule, what came of it, and what it was asked live.
import { z } from 'zod'
import { AnswerStats, CampaignStatus, HostState, Rows } from '@/lib/wire/campaigns'
import { HealthState } from '@/lib/wire/health'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { BoundParameter } from '@/lib/wire/parameters'
import { ResultAction } from '@/lib/wire/results'
import { Moment } from '@/lib/wire/results-latest'
import { IdText, Timestamp } from '@/lib/wire/values'

export const HostQuery = z.object({
  pack_id: z.int(),
  pack: z.string(),
  pack_query_id: z.int(),
  query_id: z.int().nullable(),
  name: z.string(),
  query: z.string(),
  interval: z.int(),
  snapshot: z.boolean(),
  removed: z.boolean(),
  /** The newest result, null when there is none yet. */
  latest: z.object({ action: ResultAction, received_at: Timestamp, rows: z.int() }).nullable(),
  /** What became of it on this host; null while that is being judged. */
  state: HealthState.nullable(),
  /** What a failing one said. */
  message: z.string().nullable(),
  /** User and system milliseconds: the mean of its latest runs, and p95 of all hosts. */
  cpu_ms: z.number().nullable(),
  cpu_ms_p95: z.number().nullable(),
})
export type HostQuery = z.infer<typeof HostQuery>

/** What the host runs of a pack by the hash that it reported, and what it should. */
export const HostPack = z.object({
  id: z.int(),
  name: z.string(),
  /** Null until it has reported a configuration that is known. */
  revision: z.int().nullable(),
  due: z.int(),
})
export type HostPack = z.infer<typeof HostPack>

/** `ruled_out`: queries of packs that the viewer may see and this host does not get. */
export const HostQueries = z.object({
  packs: z.array(HostPack),
  queries: z.array(HostQuery),
  ruled_out: z.int(),
})
export type HostQueries = z.infer<typeof HostQueries>

export const HostLatestQuery = z.strictObject({
  pack_query_id: IdText,
  /** As of the lines that had been received by then. */
  at: Moment.optional(),
})
export type HostLatestQuery = z.infer<typeof HostLatestQuery>

/** The rows that one query has on a host now, rebuilt from its results. */
export const HostLatest = z.object({
  mode: z.enum(['snapshot', 'differential']).nullable(),
  last_fetched: Timestamp.nullable(),
  /** The first full set was never seen: rows are known only since then. */
  partial_since: Timestamp.nullable(),
  truncated: z.boolean(),
  /** Lines received before are no longer kept. */
  kept_since: Timestamp.nullable(),
  rows: Rows,
})
export type HostLatest = z.infer<typeof HostLatest>

export const HostCampaign = z.object({
  id: z.int(),
  name: z.string(),
  /** The exact SQL that the host gets; `template` is as it was written, when it had parameters. */
  query: z.string(),
  template: z.string().nullable(),
  parameters: z.array(BoundParameter),
  query_id: z.int().nullable(),
  run_id: z.int().nullable(),
  status: CampaignStatus,
  created_at: Timestamp,
  expires_at: Timestamp,
  user_name: z.string().nullable(),
  state: HostState,
  /** The number of its answer among the campaign's results; null until it is there. */
  seq: z.int().nullable(),
  /** Answered after the campaign's end. */
  late: z.boolean(),
  rows: z.int(),
  error: z.string().nullable(),
  sent_at: Timestamp.nullable(),
  finished_at: Timestamp.nullable(),
  stats: AnswerStats.nullable(),
})
export type HostCampaign = z.infer<typeof HostCampaign>
export const HostCampaigns = z.object({ campaigns: z.array(HostCampaign), ...pageShape })

export const HostCampaignsQuery = listQuery(['id']).extend({
  /** What became of the question on this host. */
  state: z
    .string()
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(HostState))
    .default([]),
  mine: z
    .enum(['true', 'false', '1', '0'])
    .transform((text) => text === 'true' || text === '1')
    .default(false),
})
export type HostCampaignsQuery = z.infer<typeof HostCampaignsQuery>
