// Campaigns as people see them: whoever has a role over one of the hosts, cut to those hosts, and
// who may end one.
import { type Ending, expireCampaign, pauseCampaign, stopCampaign } from '@/lib/domain/campaign-end'
import { teamsOf } from '@/lib/domain/campaign-targets'
import { authorize, teamScope } from '@/lib/domain/permissions'
import { resultData } from '@/lib/domain/result-text'
import { type CampaignHostRow, listCampaignHosts } from '@/lib/store/campaign-hosts'
import {
  type CampaignRow,
  findCampaign,
  findCampaignInScope,
  findForeignHosts,
  listCampaigns as listStoredCampaigns,
} from '@/lib/store/campaigns'
import { tailResults } from '@/lib/store/tail'
import {
  type Campaign,
  type CampaignHost,
  type CampaignStatus,
  countsOf,
  type HostState,
} from '@/lib/wire/campaigns'
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
  }
}

/** What a viewer sees of a campaign: the row, and the teams whose hosts' answers are theirs. */
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
  return { row, scope_teams: teamsOf(scope) }
}

export async function readCampaign(viewer: Viewer, id: number): Promise<Campaign> {
  return campaignOfRow((await seenCampaign(viewer, id)).row)
}

type CampaignListing = {
  status: CampaignStatus[]
  mine: boolean
  query: string
  query_id?: number | undefined
  page: number
  per_page: number
}

/** Campaigns with a host the viewer may see, and their own; open ones first, then the latest. */
export async function listCampaigns(
  viewer: Viewer,
  listing: CampaignListing,
): Promise<{ campaigns: Campaign[]; count: number }> {
  const { campaigns, count } = await listStoredCampaigns({
    scope: teamScope(viewer, 'campaigns:read'),
    viewer_id: viewer.user_id,
    status: listing.status,
    mine: listing.mine,
    query: listing.query && containing(listing.query),
    query_id: listing.query_id,
    limit: listing.per_page,
    offset: listing.page * listing.per_page,
  })
  return { campaigns: campaigns.map(campaignOfRow), count }
}

/** A page of the campaign's hosts that the viewer may see. */
export async function listHostsOf(
  viewer: Viewer,
  id: number,
  listing: { state?: HostState | undefined; query: string; page: number; per_page: number },
): Promise<{ hosts: CampaignHost[]; count: number }> {
  const { scope_teams } = await seenCampaign(viewer, id)
  const { hosts, count } = await listCampaignHosts(id, {
    state: listing.state,
    query: listing.query && containing(listing.query),
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

/** What a stream is opened for; it ends when this changes. */
export async function grantCampaign(
  viewer: Viewer,
  id: number,
): Promise<{ scope_teams: number[] | undefined }> {
  const { scope_teams } = await seenCampaign(viewer, id)
  return { scope_teams }
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
