// Campaigns as people see them: whoever has a role over one of the hosts, cut to those hosts, and
// who may end one.
import {
  type Ending,
  expireCampaign,
  pauseCampaign,
  releaseCampaign,
  stopCampaign,
} from '@/lib/domain/campaign-end'
import { teamsOf } from '@/lib/domain/campaign-targets'
import { ingestLimits } from '@/lib/domain/ingest-quota'
import { authorize, permits, teamScope, teamScopeOf } from '@/lib/domain/permissions'
import { resultData } from '@/lib/domain/result-text'
import { type CampaignHostRow, listCampaignHosts } from '@/lib/store/campaign-hosts'
import {
  type CampaignFilter,
  findCountsIn,
  listAskers,
  listRunPacks,
  listCampaigns as listStoredCampaigns,
} from '@/lib/store/campaign-list'
import {
  type CampaignRow,
  findCampaign,
  findCampaignInScope,
  findForeignHosts,
} from '@/lib/store/campaigns'
import { tailResults } from '@/lib/store/tail'
import { type Campaign, type CampaignHost, countsOf, type HostState } from '@/lib/wire/campaigns'
import { AppError } from '@/lib/wire/errors'
import { containing } from '@/lib/wire/paging'
import type { Viewer } from '@/lib/wire/roles'
import { Selected } from '@/lib/wire/targets'

/** A row as the contract shows it. */
export function campaignOfRow(row: CampaignRow): Campaign {
  const user = row.user_id === null ? null : { id: row.user_id, name: row.user_name ?? '' }
  return {
    id: row.id,
    query_id: row.query_id,
    query: row.query,
    sql: row.query,
    template: row.template,
    parameters: row.parameters,
    name: row.name,
    status: row.status,
    reason: row.reason,
    guard: row.guard,
    holding: row.holding,
    rows_capped: row.rows_capped,
    again_of: row.again_of,
    run_id: row.run_id,
    destinations: row.destinations,
    user_id: row.user_id,
    user,
    targets: Selected.parse(row.selected),
    include_offline: row.include_offline,
    newcomers: row.newcomers,
    late_answers: row.late_answers,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    ended_at: row.ended_at?.toISOString() ?? null,
    counts: countsOf(row),
    ...(row.hidden_hosts ? { hidden_hosts: row.hidden_hosts } : {}),
  }
}

/** What a viewer sees of a campaign: the row with counts of their hosts, and the teams of these. */
export type Seen = { row: CampaignRow; scope_teams: number[] | undefined }

/** The campaign if the viewer may see it, else `not_found`. One whose time is over is ended first. */
export async function seenCampaign(viewer: Viewer, id: number): Promise<Seen> {
  authorize(viewer, 'campaigns:read', 'any')
  const scope = teamScope(viewer, 'campaigns:read')
  let row = await findCampaign(id)
  if (row?.overdue) {
    await expireCampaign(id, 'people')
    row = await findCampaign(id)
  }
  const own = row?.user_id === viewer.user_id
  const visible = row && ('all' in scope || own || (await findCampaignInScope(id, scope)))
  if (!row || !visible) throw new AppError('not_found', 'There is no such campaign')
  const scope_teams = teamsOf(scope)
  return { row: scope_teams ? await cutRow(row, scope_teams) : row, scope_teams }
}

/** The row with every count of the hosts of these teams, and how many more were asked. */
async function cutRow(row: CampaignRow, teams: number[]): Promise<CampaignRow> {
  const counts = await findCountsIn(row.id, teams)
  return { ...row, ...counts, hidden_hosts: Math.max(0, row.targeted - counts.targeted) }
}

const dayMs = 86_400_000

/** When the oldest rows go: whole days by receipt, after the day on which they came. */
export function rowsKeptUntil(createdAt: Date, days: number): Date {
  const day = Math.floor(createdAt.getTime() / dayMs)
  return new Date((day + days + 1) * dayMs)
}

export async function readCampaign(viewer: Viewer, id: number): Promise<Campaign> {
  const { row } = await seenCampaign(viewer, id)
  const { campaign_retention_days } = await ingestLimits()
  const kept = rowsKeptUntil(row.created_at, campaign_retention_days)
  return { ...campaignOfRow(row), rows_kept_until: kept.toISOString() }
}

type CampaignListing = Omit<
  CampaignFilter,
  'scope' | 'viewer_id' | 'only_scope' | 'limit' | 'offset'
> & {
  mine: boolean
  team_id?: number | undefined
  page: number
  per_page: number
}

/** Campaigns with a host the viewer may see, and their own; open ones first, then the latest. */
export async function listCampaigns(
  viewer: Viewer,
  listing: CampaignListing,
): Promise<{ campaigns: Campaign[]; count: number }> {
  const { campaigns, count } = await listStoredCampaigns({
    scope: teamScopeOf(viewer, 'campaigns:read', listing.team_id),
    only_scope: listing.team_id !== undefined,
    viewer_id: viewer.user_id,
    status: listing.status,
    query: listing.query && containing(listing.query),
    user_id: listing.mine ? viewer.user_id : listing.user_id,
    query_id: listing.query_id,
    sql_digest: listing.sql_digest,
    pack_id: listing.pack_id,
    run_id: listing.run_id,
    host_id: listing.host_id,
    label_id: listing.label_id,
    by_run: listing.by_run,
    from: listing.from,
    to: listing.to,
    limit: listing.per_page,
    offset: listing.page * listing.per_page,
  })
  return { campaigns: campaigns.map(campaignOfRow), count }
}

type Named = { id: number; name: string }

/** What the list may be filtered by: who asked, and which packs were run. */
export async function campaignChoices(
  viewer: Viewer,
): Promise<{ askers: Named[]; packs: Named[] }> {
  const [askers, packs] = await Promise.all([
    listAskers(teamScope(viewer, 'campaigns:read'), viewer.user_id),
    permits(viewer, 'packs:read', 'any') ? listRunPacks(teamScope(viewer, 'packs:read')) : [],
  ])
  return { askers, packs }
}

/** A page of the campaign's hosts that the viewer may see. */
export async function listHostsOf(
  viewer: Viewer,
  id: number,
  listing: {
    state?: HostState | undefined
    error?: string | undefined
    late?: 'true' | 'false' | undefined
    query: string
    page: number
    per_page: number
  },
): Promise<{ hosts: CampaignHost[]; count: number }> {
  const { scope_teams } = await seenCampaign(viewer, id)
  const { hosts, count } = await listCampaignHosts(id, {
    state: listing.state,
    query: listing.query && containing(listing.query),
    error: listing.error,
    late: listing.late && listing.late === 'true',
    scope_teams,
    limit: listing.per_page,
    offset: listing.page * listing.per_page,
  })
  return { hosts: hosts.map(hostOfRow), count }
}

function hostOfRow(row: CampaignHostRow): CampaignHost {
  const { id, hostname, display_name, platform, team_id, ...rest } = row
  return {
    ...rest,
    host: { id, hostname, display_name, platform, team_id },
    sent_at: row.sent_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
    seen_at: row.seen_at?.toISOString() ?? null,
    next_due: row.next_due?.toISOString() ?? null,
  }
}

const pageBytesMax = 16 * 1024 * 1024

/** A page of results after the cursor, as the JSON text of the reply. */
export async function resultsText(
  viewer: Viewer,
  id: number,
  { cursor = 0, limit }: { cursor?: number | undefined; limit: number },
): Promise<string> {
  const { row, scope_teams } = await seenCampaign(viewer, id)
  const page = await tailResults(id, { after: cursor, limit, max_bytes: pageBytesMax, scope_teams })
  const last = page.at(-1)?.seq
  const next = last === undefined || last >= row.last_seq ? 'null' : `"${last}"`
  return `{"results":[${page.map(resultData).join(',')}],"next_cursor":${next}}`
}

/** Lets the viewer end or rest the campaign: their own, or others' with the right over them. */
export async function authorizeEnding(viewer: Viewer, id: number): Promise<void> {
  const { row } = await seenCampaign(viewer, id)
  if (row.user_id === viewer.user_id) return
  authorize(viewer, 'campaigns:stop_others', 'any')
  if (viewer.global_role !== null) return
  const scope = teamScope(viewer, 'campaigns:stop_others')
  const foreign = await findForeignHosts(id, teamsOf(scope) ?? [])
  if (foreign > 0) {
    throw new AppError('forbidden', 'This campaign also asks hosts of teams that are not yours')
  }
}

/** Stops the campaign; what has ended stays as it is. */
export async function stop(viewer: Viewer, id: number, ending: Ending): Promise<Campaign> {
  await authorizeEnding(viewer, id)
  await stopCampaign(viewer, id, ending)
  return readCampaign(viewer, id)
}

/** Pauses or resumes the campaign. `conflict` when it has ended. */
export async function pause(
  viewer: Viewer,
  id: number,
  pausing: { paused: boolean; address: string },
): Promise<Campaign> {
  await authorizeEnding(viewer, id)
  await pauseCampaign(viewer, id, pausing)
  return readCampaign(viewer, id)
}

/** Lets the hosts that a canary holds back be asked. `conflict` when it holds nobody back. */
export async function release(viewer: Viewer, id: number, address: string): Promise<Campaign> {
  await authorizeEnding(viewer, id)
  await releaseCampaign(viewer, id, address)
  return readCampaign(viewer, id)
}
