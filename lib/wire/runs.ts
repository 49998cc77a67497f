// Runs of a whole pack on the wire: every enabled query asked at once, one campaign for each.
import { z } from 'zod'
import { Campaign, CampaignCounts, CampaignStatus, Guard } from '@/lib/wire/campaigns'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { Selected, TargetItem } from '@/lib/wire/targets'
import { Id, IdText, Timestamp } from '@/lib/wire/values'

const oneYearSeconds = 31_536_000

export const PackRunBody = z.object({
  /** Absent: the hosts that the pack reaches by its own targets, whether it is on or off. */
  selected: Selected.optional(),
  targets: z.array(TargetItem).max(100_000).optional(),
  expires_in: z.int().min(1).max(oneYearSeconds).default(600),
  include_offline: z.boolean().default(true),
  /** Of each query by itself. */
  guard: Guard.prefault({}),
  /** The number of hosts as somebody typed it. */
  confirm: z.int().min(0).optional(),
  /** Where the answers of every query are sent too. */
  destinations: z.array(Id).max(100).default([]),
  /** Only these queries of the pack. */
  queries: z.array(Id).min(1).max(1_000).optional(),
})
export type PackRunBody = z.infer<typeof PackRunBody>

/** A query of the pack that is not asked, and why. */
export const SkippedQuery = z.object({ name: z.string(), reason: z.string() })
export type SkippedQuery = z.infer<typeof SkippedQuery>

/** `cost_ms`: processor time that a run was expected to take, by measure or by the stated rule. */
export const RunCampaign = z.object({ ...Campaign.shape, cost_ms: z.number().nullable() })
export type RunCampaign = z.infer<typeof RunCampaign>

export const PackRun = z.object({
  id: z.int(),
  /** Null when the pack is gone. */
  pack_id: z.int().nullable(),
  pack_name: z.string(),
  user: z.object({ id: z.int(), name: z.string() }).nullable(),
  created_at: Timestamp,
  /** When the last of its campaigns closes. */
  expires_at: Timestamp,
  /** Open as long as one of its campaigns is: running, else paused, else waiting. */
  status: CampaignStatus,
  /** Null: the pack's own targets. */
  selected: Selected.nullable(),
  /** Different hosts that are asked anything. */
  hosts_count: z.int(),
  /** Cheapest first, as hosts get them. */
  campaigns: z.array(RunCampaign),
  /** Sums over the campaigns: a host counts once for each query that it is asked. */
  counts: CampaignCounts,
  skipped: z.array(SkippedQuery),
})
export type PackRun = z.infer<typeof PackRun>

export const PackRunReply = z.object({ run: PackRun })

/** In a list without its campaigns, but with how many there are and how many have ended. */
export const PackRunEntry = z.object({
  ...PackRun.omit({ campaigns: true, selected: true, skipped: true }).shape,
  campaigns_count: z.int(),
  ended_count: z.int(),
})
export type PackRunEntry = z.infer<typeof PackRunEntry>

export const PackRunsReply = z.object({ runs: z.array(PackRunEntry), ...pageShape })

export const PackRunListQuery = listQuery(['id']).extend({ pack_id: IdText.optional() })

const PlannedQuery = z.object({
  id: z.int(),
  name: z.string(),
  hosts: z.int(),
  online: z.int(),
  /** p95 of one run as measured; null when this SQL was never measured. */
  cost_ms: z.number().nullable(),
  /** Hosts that lack a table of the query; they are asked and will say so. */
  missing_on: z.array(z.object({ platform: z.string(), hosts: z.int(), reason: z.string() })),
})

/** What a run would ask, in the order of asking. Nothing is changed by looking. */
export const PackRunPlan = z.object({
  hosts: z.object({ total: z.int(), online: z.int(), offline: z.int() }),
  queries: z.array(PlannedQuery),
  skipped: z.array(SkippedQuery),
  confirm: z.object({ needed: z.boolean(), hosts: z.int(), password: z.boolean() }),
})
export type PackRunPlan = z.infer<typeof PackRunPlan>
