// Lists about live queries on the wire: the campaigns, one's hosts, its errors, what was done to it,
// and asking again whoever did not answer.
import { z } from 'zod'
import {
  CampaignStatus,
  CampaignsReply,
  HostName,
  HostState,
  oneYearSeconds,
} from '@/lib/wire/campaigns'
import { listQuery } from '@/lib/wire/paging'
import { PackRunEntry } from '@/lib/wire/runs'
import { IdText, Timestamp } from '@/lib/wire/values'

export const CampaignHostsQuery = listQuery(['hostname']).extend({
  state: HostState.optional(),
  /** The exact message, as the list of errors has it. */
  error: z.string().max(65_536).optional(),
  late: z.enum(['true', 'false']).optional(),
})

/** What agents said when they did not answer, each message once. */
export const CampaignError = z.object({
  state: HostState,
  /** '' where a state says it all. */
  message: z.string(),
  hosts: z.int(),
  /** A few of them by name. */
  sample: z.array(HostName),
})
export type CampaignError = z.infer<typeof CampaignError>
export const CampaignErrorsReply = z.object({ errors: z.array(CampaignError) })

/** One thing that was done to a campaign, or that somebody looked at it for the first time. */
export const CampaignDeed = z.object({
  id: z.int(),
  created_at: Timestamp,
  actor_name: z.string(),
  /** `system` for the server itself, `token` for a script. */
  actor_kind: z.string(),
  type: z.string(),
  hosts: z.int().nullable(),
  details: z.record(z.string(), z.json()),
})
export type CampaignDeed = z.infer<typeof CampaignDeed>
export const CampaignDeedsReply = z.object({ activities: z.array(CampaignDeed) })

/** States that a host may be asked again from; the first four unless said otherwise. */
export const againStates = ['failed', 'denylisted', 'expired', 'cancelled', 'too_large'] as const
export const AgainBody = z.strictObject({
  states: z
    .array(z.enum(againStates))
    .min(1)
    .default(['failed', 'denylisted', 'expired', 'cancelled']),
  expires_in: z.int().min(1).max(oneYearSeconds).optional(),
  /** The typed number of hosts, where that many need it. */
  confirm: z.int().min(1).optional(),
})
export type AgainBody = z.infer<typeof AgainBody>

export const CampaignListQuery = listQuery(['id']).extend({
  /** Only those that asked that saved query. */
  query_id: IdText.optional(),
  user_id: IdText.optional(),
  /** Those that asked a host of that team; counts are then of its hosts alone. */
  team_id: IdText.optional(),
  /** Runs of that pack, or one run. */
  pack_id: IdText.optional(),
  run_id: IdText.optional(),
  /** Campaigns that asked that host, or that named that label. */
  host_id: IdText.optional(),
  label_id: IdText.optional(),
  /** Opened then or later, or earlier; ISO 8601. */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  status: z
    .string()
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(CampaignStatus))
    .default([]),
  mine: z
    .enum(['true', 'false', '1', '0'])
    .transform((text) => text === 'true' || text === '1')
    .default(false),
  /** One campaign for each run of a pack, and the runs beside them. */
  by_run: z
    .enum(['true', 'false', '1', '0'])
    .transform((text) => text === 'true' || text === '1')
    .default(false),
})

export const CampaignListReply = z.object({
  ...CampaignsReply.shape,
  /** Those that the campaigns belong to, when the list is by run. */
  runs: z.array(PackRunEntry),
})

/** Time ranges of the list's page, in seconds back from now. */
export const openedRanges = { '1h': 3_600, '24h': 86_400, '7d': 604_800, '30d': 2_592_000 } as const
export type OpenedRange = keyof typeof openedRanges

/** The query string of the list's page: the API's, with `from` as a range. */
export const CampaignSearch = CampaignListQuery.extend({
  range: z.enum(['1h', '24h', '7d', '30d']).optional(),
})

/** Since when campaigns are meant at that moment by a range, a start or both: the later of the two. */
export function openedSince(
  { range, from }: { range?: OpenedRange | undefined; from?: string | null | undefined },
  nowMs: number,
): string | undefined {
  if (!range) return from ?? undefined
  const start = nowMs - openedRanges[range] * 1000
  const later = from ? Math.max(start, Date.parse(from)) : start
  return new Date(later).toISOString()
}
