// Is the fleet reporting, and does anything need a person: one reading of all figures of the overview.
import { listCampaigns } from '@/lib/domain/campaigns'
import { readNeeds } from '@/lib/domain/overview-needs'
import { type Judged, listPacksByNeed } from '@/lib/domain/pack-listing'
import { permits, teamScope } from '@/lib/domain/permissions'
import { findFleetTotals, listFleetSteps } from '@/lib/store/fleet-minutes'
import { countHosts } from '@/lib/store/hosts'
import { countConfigurations, countHostsBy, findMoment, listArrivals } from '@/lib/store/overview'
import type { Overview, OverviewQuery, OverviewRange } from '@/lib/wire/overview'
import type { TeamScope, Viewer } from '@/lib/wire/roles'

const rangeSeconds: Record<OverviewRange, number> = { '1h': 3_600, '24h': 86_400 }
const stepSeconds: Record<OverviewRange, number> = { '1h': 60, '24h': 600 }
const shownLines = 5

type Within = { scope: TeamScope; team_id: number | undefined }

async function readFigures(within: Within, range: OverviewRange) {
  const [steps, totals, platforms, versions, configuration, moment] = await Promise.all([
    listFleetSteps(rangeSeconds[range], stepSeconds[range]),
    findFleetTotals(rangeSeconds[range]),
    countHostsBy('platform', within),
    countHostsBy('osquery_version', within),
    countConfigurations(within),
    findMoment(),
  ])
  return { steps, totals, platforms, versions, configuration, moment }
}

const open = ['waiting', 'running', 'paused'] as const
const page = { page: 0, per_page: shownLines, query: '' }

async function readPacks(viewer: Viewer): Promise<Judged[]> {
  return permits(viewer, 'packs:read', 'any') ? listPacksByNeed(viewer) : []
}

const toPack = ({ id, name, disabled, query_count, hosts, needs, rollout }: Judged) => ({
  ...{ id, name, disabled, needs, rollout: rollout && { to: rollout.to } },
  queries: query_count,
  hosts: disabled ? 0 : hosts,
})

async function readOpenCampaigns(viewer: Viewer) {
  if (!permits(viewer, 'campaigns:read', 'any')) return { campaigns: [], count: 0 }
  return listCampaigns(viewer, { ...page, status: [...open], mine: false })
}

/** What hosts reported today by pack, of the packs that are listed; counted as it is folded. */
async function readArrivals(
  { scope }: Within,
  packs: readonly Judged[],
): Promise<Overview['arrived']> {
  const seen = new Map(packs.map(({ id, name }) => [id, name]))
  const { day, packs: rows } = await listArrivals(scope)
  const known = rows.flatMap((row) => {
    const name = seen.get(row.id)
    return name === undefined ? [] : [{ ...row, name }]
  })
  const sum = (of: 'lines' | 'rows' | 'bytes') => known.reduce((all, each) => all + each[of], 0)
  const figures = { lines: sum('lines'), rows: sum('rows'), bytes: sum('bytes') }
  return { day: day.toISOString(), ...figures, packs: known.slice(0, 8), packs_count: known.length }
}

/** Every figure of the overview that the viewer may see. Rates are those of the whole fleet. */
export async function readOverview(
  viewer: Viewer,
  { range, team_id }: OverviewQuery,
): Promise<Overview> {
  const within = { scope: teamScope(viewer, 'hosts:read'), team_id }
  const [figures, hosts, campaigns, packs] = await Promise.all([
    readFigures(within, range),
    countHosts(within.scope, { team_id, query: '' }),
    readOpenCampaigns(viewer),
    readPacks(viewer),
  ])
  const { steps, totals, platforms, versions, configuration, moment } = figures
  return {
    as_of: moment.now.toISOString(),
    range,
    hosts,
    configuration,
    platforms,
    versions,
    steps,
    step_seconds: stepSeconds[range],
    lines_total: totals.lines,
    refused_total: totals.refused,
    ...(await readNeeds(viewer, { within, totals, packs })),
    arrived: await readArrivals(within, packs),
    campaigns: campaigns.campaigns,
    campaigns_open: campaigns.count,
    packs: packs.slice(0, shownLines).map(toPack),
    packs_total: packs.length,
    steps_done: { host: hosts.count > 0, pack: packs.length > 0, question: moment.asked },
  }
}
