// Runs of whole packs as people see them, and what ends or rests all campaigns of one at once. Whoever
// sees one of its hosts sees the run, cut to the campaigns that ask such a host.
import {
  expireCampaign,
  pauseCampaign,
  releaseCampaign,
  stopCampaign,
} from '@/lib/domain/campaign-end'
import { authorizeEnding, campaignOfRow } from '@/lib/domain/campaigns'
import { authorize, teamScope } from '@/lib/domain/permissions'
import { listCampaigns } from '@/lib/store/campaign-list'
import type { CampaignRow } from '@/lib/store/campaigns'
import {
  findRun,
  findRunHosts,
  findRuns,
  listRuns as listStoredRuns,
  type RunRow,
} from '@/lib/store/runs'
import { type Campaign, CampaignCounts, countsOf, hostStates } from '@/lib/wire/campaigns'
import { AppError } from '@/lib/wire/errors'
import { containing } from '@/lib/wire/paging'
import type { Viewer } from '@/lib/wire/roles'
import type { PackRun, PackRunEntry } from '@/lib/wire/runs'
import { Selected } from '@/lib/wire/targets'

const runCampaignsMax = 1_000
const countNames = ['targeted', 'rows', ...hostStates] as const
const noCounts: CampaignCounts = CampaignCounts.parse(
  Object.fromEntries(countNames.map((name) => [name, 0])),
)

/** The run's campaigns that the viewer may see, cut to their hosts, in the order of asking. */
async function campaignsOf(viewer: Viewer, id: number): Promise<CampaignRow[]> {
  const { campaigns } = await listCampaigns({
    scope: teamScope(viewer, 'campaigns:read'),
    viewer_id: viewer.user_id,
    ...{ status: [], query: '', run_id: id, limit: runCampaignsMax, offset: 0 },
  })
  // The cheapest was made first.
  return campaigns.sort((one, other) => one.id - other.id)
}

/** The same with those ended whose time is over. */
async function campaignsNow(viewer: Viewer, id: number): Promise<CampaignRow[]> {
  const campaigns = await campaignsOf(viewer, id)
  const overdue = campaigns.filter((campaign) => campaign.overdue)
  for (const campaign of overdue) await expireCampaign(campaign.id, 'people')
  return overdue.length > 0 ? campaignsOf(viewer, id) : campaigns
}

function sumCounts(campaigns: readonly CampaignCounts[]): CampaignCounts {
  const sum = { ...noCounts }
  for (const campaign of campaigns) for (const name of countNames) sum[name] += campaign[name]
  return sum
}

function entryOf(row: RunRow): PackRunEntry {
  const { id, pack_id, pack_name, status, hosts_count, campaigns_count, ended_count } = row
  return {
    ...{ id, pack_id, pack_name, status, hosts_count, campaigns_count, ended_count },
    user: row.user_id === null ? null : { id: row.user_id, name: row.user_name ?? '' },
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    counts: countsOf(row),
  }
}

/** The row with every count of the hosts that the viewer may see. */
async function cutRow(viewer: Viewer, row: RunRow): Promise<RunRow> {
  const scope = teamScope(viewer, 'campaigns:read')
  if ('all' in scope) return row
  const [campaigns, hosts_count] = await Promise.all([
    campaignsOf(viewer, row.id),
    findRunHosts(row.id, scope),
  ])
  return { ...row, ...sumCounts(campaigns), hosts_count }
}

/** The run with its campaigns, the cheapest first. `not_found` when it asked no host in view. */
export async function readRun(viewer: Viewer, id: number): Promise<PackRun> {
  authorize(viewer, 'campaigns:read', 'any')
  const campaigns = await campaignsNow(viewer, id)
  const row = await findRun(id)
  const all = 'all' in teamScope(viewer, 'campaigns:read')
  if (!row || (!all && campaigns.length === 0 && row.user_id !== viewer.user_id)) {
    throw new AppError('not_found', 'There is no such run')
  }
  const { campaigns_count: _, ended_count: __, ...told } = entryOf(await cutRow(viewer, row))
  return {
    ...told,
    selected: row.selected && Selected.parse(row.selected),
    skipped: row.skipped,
    campaigns: campaigns.map((each) => ({ ...campaignOfRow(each), cost_ms: each.cost_ms })),
  }
}

/** Runs with a host the viewer may see, and their own; open ones first, then the latest. */
export async function listRuns(
  viewer: Viewer,
  listing: { query: string; pack_id?: number | undefined; page: number; per_page: number },
): Promise<{ runs: PackRunEntry[]; count: number }> {
  const { runs, count } = await listStoredRuns({
    scope: teamScope(viewer, 'campaigns:read'),
    viewer_id: viewer.user_id,
    pack_id: listing.pack_id,
    query: listing.query && containing(listing.query),
    limit: listing.per_page,
    offset: listing.page * listing.per_page,
  })
  return { runs: (await Promise.all(runs.map((run) => cutRow(viewer, run)))).map(entryOf), count }
}

/** The runs that those campaigns belong to, which the viewer has been shown already. */
export async function listRunsOf(
  viewer: Viewer,
  campaigns: readonly Pick<Campaign, 'run_id'>[],
): Promise<PackRunEntry[]> {
  const ids = [...new Set(campaigns.flatMap(({ run_id }) => run_id ?? []))]
  const rows = ids.length > 0 ? await findRuns(ids) : []
  return (await Promise.all(rows.map((row) => cutRow(viewer, row)))).map(entryOf)
}

const isOpen = ({ status }: Campaign) =>
  status === 'waiting' || status === 'running' || status === 'paused'

/** Does it to every campaign of the run that is meant. */
async function changeEach(
  viewer: Viewer,
  id: number,
  meant: (campaign: Campaign) => boolean,
  change: (campaign: Campaign) => Promise<unknown>,
): Promise<PackRun> {
  const run = await readRun(viewer, id)
  const campaigns = run.campaigns.filter(meant)
  // All or nothing as far as rights go: none is changed before every one may be.
  for (const campaign of campaigns) await authorizeEnding(viewer, campaign.id)
  for (const campaign of campaigns) await change(campaign).catch(unlessEnded)
  return readRun(viewer, id)
}

/** One that ended since it was read is as it should be. */
function unlessEnded(error: unknown): void {
  if (!(error instanceof AppError && error.code === 'conflict')) throw error
}

/** Stops every open campaign of the run; what has ended stays as it is. */
export function stopRun(
  viewer: Viewer,
  id: number,
  ending: { late_answers: 'keep' | 'drop'; address: string },
): Promise<PackRun> {
  return changeEach(viewer, id, isOpen, (campaign) => stopCampaign(viewer, campaign.id, ending))
}

/** Pauses or resumes every open campaign of the run. */
export async function pauseRun(
  viewer: Viewer,
  id: number,
  pausing: { paused: boolean; address: string },
): Promise<PackRun> {
  const { campaigns } = await readRun(viewer, id)
  if (!campaigns.some(isOpen)) throw new AppError('conflict', `Run ${id} has ended`)
  return changeEach(viewer, id, isOpen, (campaign) => pauseCampaign(viewer, campaign.id, pausing))
}

/** Lets the hosts be asked that canaries of the run hold back. `conflict` when none does. */
export async function releaseRun(viewer: Viewer, id: number, address: string): Promise<PackRun> {
  const holds = (campaign: Campaign) => isOpen(campaign) && campaign.holding
  const { campaigns } = await readRun(viewer, id)
  for (const campaign of campaigns) await authorizeEnding(viewer, campaign.id)
  if (!campaigns.some(holds)) throw new AppError('conflict', `Run ${id} holds no host back`)
  return changeEach(viewer, id, holds, (campaign) => releaseCampaign(viewer, campaign.id, address))
}
