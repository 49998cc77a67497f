// What needs a person: each kind with how much, on how many hosts, since when. One leaves when its cause
// does, or while somebody has put it off.
import { listDestinationsFor } from '@/lib/domain/destinations'
import { listExpensive, listSilent } from '@/lib/domain/health-lists'
import type { Judged } from '@/lib/domain/pack-listing'
import { permits } from '@/lib/domain/permissions'
import type { findFleetTotals } from '@/lib/store/fleet-minutes'
import { listSnoozes } from '@/lib/store/need-snoozes'
import {
  findConflicts,
  findDeadLetters,
  findLateConfigurations,
  type Trouble,
} from '@/lib/store/overview'
import { dailyCost } from '@/lib/wire/costs'
import type { Need, SnoozedNeed } from '@/lib/wire/overview'
import type { PackNeed } from '@/lib/wire/pack-listing'
import type { TeamScope, Viewer } from '@/lib/wire/roles'

const slowCommitMs = 2_000

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

/** Destinations that do not get their lines, the one furthest behind by name. */
async function destinationNeeds(viewer: Viewer): Promise<Need[]> {
  if (!permits(viewer, 'destinations:read', { team_id: null })) return []
  const late = (await listDestinationsFor(viewer)).filter(
    ({ state }) => state === 'behind' || state === 'failing',
  )
  const [worst] = late.toSorted((a, b) => b.lag_lines - a.lag_lines)
  if (!worst) return []
  const { id, name, lag_lines, lag_seconds, last_error } = worst
  const since = new Date(Date.now() - (lag_seconds ?? 0) * 1_000).toISOString()
  return [
    {
      kind: 'destination_behind',
      count: late.length,
      hosts: null,
      since,
      host_id: null,
      destination: { id, name, lag_lines, message: last_error?.message ?? null },
    },
  ]
}

type Known = { within: Within; totals: Totals; packs: readonly Judged[] }

async function allNeeds(viewer: Viewer, { within, totals, packs }: Known): Promise<Need[]> {
  const [conflicts, letters, late, queries, destinations] = await Promise.all([
    findConflicts(within),
    findDeadLetters(within),
    findLateConfigurations(within),
    queryNeeds(viewer),
    destinationNeeds(viewer),
  ])
  return rankNeeds([
    ...need('identity_conflict', conflicts),
    ...need('configuration_late', late),
    ...need('dead_letters', letters),
    ...queries,
    ...packNeeds(packs),
    ...destinations,
    ...serverNeeds(totals),
  ])
}

/** Those that want somebody now, and those that were put off with their reason. */
export async function readNeeds(
  viewer: Viewer,
  known: Known,
): Promise<{ needs: Need[]; snoozed: SnoozedNeed[] }> {
  const [all, snoozes] = await Promise.all([
    allNeeds(viewer, known),
    listSnoozes(known.within.team_id ?? 0),
  ])
  const snoozed = all.flatMap((each): SnoozedNeed[] => {
    const found = snoozes.find(({ kind }) => kind === each.kind)
    // What grew since is told again.
    if (!found || each.count > found.count) return []
    const { reason, until, user_name } = found
    return [{ kind: each.kind, count: each.count, reason, until: until.toISOString(), user_name }]
  })
  const away = new Set(snoozed.map(({ kind }) => kind))
  return { needs: all.filter(({ kind }) => !away.has(kind)), snoozed }
}
