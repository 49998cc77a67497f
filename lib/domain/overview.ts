// Is the fleet reporting, and does anything need a person: one reading of all figures of the overview.
import { listCampaigns } from '@/lib/domain/campaigns'
import { listExpensive, listSilent } from '@/lib/domain/health-lists'
import { type Judged, listPacksByNeed } from '@/lib/domain/pack-listing'
import { permits, teamScope } from '@/lib/domain/permissions'
import { findFleetTotals, listFleetSteps } from '@/lib/store/fleet-minutes'
import { countHosts } from '@/lib/store/hosts'
import {
  countConfigurations,
  countHostsBy,
  findConflicts,
  findDeadLetters,
  findLateConfigurations,
  findMoment,
  type Trouble,
} from '@/lib/store/overview'
import { dailyCost } from '@/lib/wire/costs'
import type { Need, Overview, OverviewQuery, OverviewRange } from '@/lib/wire/overview'
import type { PackNeed } from '@/lib/wire/pack-listing'
import type { TeamScope, Viewer } from '@/lib/wire/roles'

const rangeSeconds: Record<OverviewRange, number> = { '1h': 3_600, '24h': 86_400 }
const stepSeconds: Record<OverviewRange, number> = { '1h': 60, '24h': 600 }
const slowCommitMs = 2_000
const shownLines = 5

type Within = { scope: TeamScope; team_id: number | undefined }

function need(kind: Need['kind'], trouble: Trouble): Need[] {
  if (trouble.count === 0) return []
  const { count, hosts, since, host_id } = trouble
  return [{ kind, count, hosts, since: since?.toISOString() ?? null, host_id }]
}

type Totals = Awaited<ReturnType<typeof findFleetTotals>>

/** What concerns the server itself: requests it refused, commits that took too long. */
function serverNeeds(totals: Totals): Need[] {
  const { refused, refused_since, slowest_commit_ms, slowest_commit_at } = totals
  const of = (since: Date | null) => ({
    hosts: null,
    since: since?.toISOString() ?? null,
    host_id: null,
  })
  const needs: Need[] = []
  if (refused > 0) needs.push({ kind: 'refused', count: refused, ...of(refused_since) })
  if (slowest_commit_ms !== null && slowest_commit_ms > slowCommitMs)
    needs.push({
      kind: 'slow_commit',
      count: Math.round(slowest_commit_ms),
      ...of(slowest_commit_at),
    })
  return needs
}

/** Ranked by hosts affected, then by age; what concerns no host in particular comes last. */
export function rankNeeds(needs: Need[]): Need[] {
  const age = ({ since }: Need) => (since === null ? Number.POSITIVE_INFINITY : Date.parse(since))
  return needs.toSorted((a, b) => (b.hosts ?? -1) - (a.hosts ?? -1) || age(a) - age(b))
}

/** Queries that hosts do not report, and those that cost a host over a minute a day: the worst of each. */
async function queryNeeds(viewer: Viewer): Promise<Need[]> {
  const [silent, expensive] = await Promise.all([listSilent(viewer), listExpensive(viewer)])
  const heavy = expensive.filter(
    ({ agent_seconds_per_day_p95: daily }) => dailyCost(daily) === 'heavy',
  )
  const [quiet] = silent.queries
  const [dear] = heavy
  return [
    ...(quiet
      ? [
          {
            kind: 'silent_queries' as const,
            count: silent.queries.length,
            hosts: quiet.silent,
            since: quiet.since,
            host_id: null,
            query: placeOf(quiet, quiet.silent, quiet.expected),
          },
        ]
      : []),
    ...(dear
      ? [
          {
            kind: 'expensive_queries' as const,
            count: heavy.length,
            hosts: dear.hosts,
            since: null,
            host_id: null,
            query: placeOf(dear, dear.agent_seconds_per_day_p95, dear.hosts),
          },
        ]
      : []),
  ]
}

type Placed = { pack_id: number; pack: string; pack_query_id: number; name: string }

const placeOf = ({ pack_id, pack, pack_query_id, name }: Placed, figure: number, of: number) => ({
  ...{ pack_id, pack, pack_query_id, name },
  figure,
  of,
})

/** What packs need, the worst of them by name: rollouts that a gate or a person paused, and queries. */
export function packNeeds(packs: readonly Judged[]): Need[] {
  const need = (kind: Need['kind'], kinds: readonly PackNeed['kind'][]): Need[] => {
    const found = packs.flatMap(({ id, name, hosts, needs }) => {
      const own = needs.filter((each) => kinds.includes(each.kind))
      const count = own.reduce((sum, each) => sum + (each.count ?? 1), 0)
      const detail = own.map((each) => each.detail).join('; ')
      return own.length === 0 ? [] : [{ id, name, hosts, count, detail }]
    })
    const [first] = found
    if (!first) return []
    const { id, name, detail } = first
    const count = found.reduce((sum, each) => sum + each.count, 0)
    const hosts = Math.max(...found.map((each) => each.hosts))
    return [{ kind, count, hosts, since: null, host_id: null, pack: { id, name, detail } }]
  }
  return [
    ...need('rollout_paused', ['rollout_paused']),
    ...need('faulty_queries', ['denylisted', 'failing']),
  ]
}

type Known = { within: Within; totals: Totals; packs: readonly Judged[] }

async function readNeeds(viewer: Viewer, { within, totals, packs }: Known): Promise<Need[]> {
  const [conflicts, letters, late, queries] = await Promise.all([
    findConflicts(within),
    findDeadLetters(within),
    findLateConfigurations(within),
    queryNeeds(viewer),
  ])
  return rankNeeds([
    ...need('identity_conflict', conflicts),
    ...need('configuration_late', late),
    ...need('dead_letters', letters),
    ...queries,
    ...packNeeds(packs),
    ...serverNeeds(totals),
  ])
}

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
    needs: await readNeeds(viewer, { within, totals, packs }),
    campaigns: campaigns.campaigns,
    campaigns_open: campaigns.count,
    packs: packs.slice(0, shownLines).map(toPack),
    packs_total: packs.length,
    steps_done: { host: hosts.count > 0, pack: packs.length > 0, question: moment.asked },
  }
}
