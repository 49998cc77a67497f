// What running a pack now would ask: each enabled query of its released content, of the hosts that may
// run it, the cheapest first. The rules are those of configurations; only on or off is not looked at.
import { resolveTargets, teamsOf } from '@/lib/domain/campaign-targets'
import { currentConfiguration } from '@/lib/domain/configuration'
import { costsOf, estimateByRule } from '@/lib/domain/costs'
import { checksOf, missingOn } from '@/lib/domain/pack-preview-queries'
import { detailFor } from '@/lib/domain/pack-reach'
import { openPack } from '@/lib/domain/packs'
import { teamScope } from '@/lib/domain/permissions'
import { type Askable, judgeQueries } from '@/lib/domain/run-queries'
import { isExpectedToRun, isQueryReached, isReached, type QueryHost } from '@/lib/domain/targeting'
import type { SqlCheck } from '@/lib/sql/check'
import { listTargetIds } from '@/lib/store/campaign-targets'
import { type HostShape, listHostShapes } from '@/lib/store/host-shapes'
import type { SqlCost } from '@/lib/wire/costs'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { PackDefinition, QueryDefinition } from '@/lib/wire/pack-definitions'
import type { Platform } from '@/lib/wire/platforms'
import type { Viewer } from '@/lib/wire/roles'
import type { PackRunBody, PackRunPlan, SkippedQuery } from '@/lib/wire/runs'
import type { Selected } from '@/lib/wire/targets'

const queriesMax = 200
/** Rows that one transaction makes: a query on a host is one. */
const questionsMax = 2_000_000

export type PlannedQuery = Askable & {
  hosts: HostShape[]
  hosts_count: number
  /** Measured; null when no host has run this SQL. */
  cost_ms: number | null
  /** The same, or what the rule makes of it: what hosts get first goes by this. */
  expected_ms: number
  missing_on: PackRunPlan['queries'][number]['missing_on']
}

export type RunPlan = {
  pack: PackDefinition
  /** Undefined: the pack's own targets. */
  selected: Selected | undefined
  /** Every host is meant, however few there are. */
  all: boolean
  queries: PlannedQuery[]
  skipped: SkippedQuery[]
  /** Different hosts that are asked anything. */
  hosts: { total: number; online: number; offline: number }
}

type Wanted = Pick<PackRunBody, 'include_offline' | 'queries'> & { selected: Selected | undefined }

/** The released content, as if the pack were on and nothing else were on its way. */
async function releasedPack(id: number, only: number[] | undefined): Promise<PackDefinition> {
  const { source } = await currentConfiguration()
  const pack = source.packs.find((each) => each.id === id)
  if (!pack) throw new AppError('not_found', 'There is no such pack')
  const meant = only && new Set(only)
  const queries = meant ? pack.queries.filter((query) => meant.has(query.id)) : pack.queries
  if (queries.length === 0) {
    throw invalidField('queries', meant ? 'names no query that is switched on' : 'all are off')
  }
  if (queries.length > queriesMax) {
    throw invalidField('queries', `name at most ${queriesMax} of its ${queries.length}`)
  }
  return { ...pack, queries, disabled: false, rollout: null }
}

type Candidates = { shapes: HostShape[]; all: boolean }

/** The hosts among which queries choose: of the pack's own targets, or of the selection. */
async function candidates(
  viewer: Viewer,
  pack: PackDefinition,
  { selected, include_offline }: Wanted,
): Promise<Candidates> {
  const scope = teamScope(viewer, 'hosts:read')
  const apart = selected ? { named: [], labels: [], bucketOf: null } : detailFor([pack])
  const shapes = await listHostShapes({
    ...apart,
    scope,
    ...{ byVersion: true, byStatus: true, everyId: true },
  })
  const counted = include_offline ? shapes : shapes.filter(({ status }) => status === 'online')
  if (!selected) return { shapes: counted.filter((shape) => isReached(shape, pack)), all: false }
  const options = { include_offline, scope_teams: teamsOf(scope) }
  const targets = await resolveTargets(selected, options)
  const meant = new Set(await listTargetIds(targets))
  const kept = counted.flatMap((shape) => {
    const sample = shape.sample.filter((id) => meant.has(id))
    return sample.length > 0 ? [{ ...shape, sample, hosts: sample.length }] : []
  })
  return { shapes: kept, all: targets.all }
}

/** Whether the query may run there. Of a selection no share is taken: it says whom it means. */
function mayRun(host: QueryHost, pack: PackDefinition, query: QueryDefinition, whole: boolean) {
  const asked = whole ? { ...query, shard: null } : query
  const ofPack = { ...asked, platform: pack.platform, version: pack.version, shard: null }
  return (
    isQueryReached(host, asked) &&
    isQueryReached(host, ofPack) &&
    isExpectedToRun(host, query) &&
    isExpectedToRun(host, pack)
  )
}

function byPlatform(shapes: readonly HostShape[]): Map<Platform, number> {
  const counts = new Map<Platform, number>()
  for (const { platform, hosts } of shapes)
    counts.set(platform, (counts.get(platform) ?? 0) + hosts)
  return counts
}

const sumOf = (shapes: readonly HostShape[]) => shapes.reduce((sum, { hosts }) => sum + hosts, 0)

const onlineOf = (shapes: readonly HostShape[]) =>
  sumOf(shapes.filter(({ status }) => status === 'online'))

const places = ({ platform, version }: { platform: string; version: string }) =>
  [platform && `platform ${platform}`, version && `version ${version}`].filter(Boolean).join(', ')

function nowhere(pack: PackDefinition, query: QueryDefinition): string {
  const limits = places(query) || places(pack)
  return `none of the hosts runs it${limits && ` (${limits})`}`
}

/** Cheapest first, by what is measured or else by the rule, as hosts get them. */
const cheapestFirst = (queries: readonly PlannedQuery[]): PlannedQuery[] =>
  queries.toSorted((one, other) => one.expected_ms - other.expected_ms)

function distinct(queries: readonly PlannedQuery[]): RunPlan['hosts'] {
  const shapes = [...new Set(queries.flatMap(({ hosts }) => hosts))]
  const [total, online] = [sumOf(shapes), onlineOf(shapes)]
  return { total, online, offline: total - online }
}

type Known = { costs: Map<string, SqlCost | null>; checks: Map<string, SqlCheck> }

function plannedQuery(each: Askable, hosts: HostShape[], { costs, checks }: Known): PlannedQuery {
  const { query } = each.text
  const check = checks.get(query)
  const cost_ms = costs.get(query)?.cpu_ms.p95 ?? null
  return {
    ...each,
    hosts,
    hosts_count: sumOf(hosts),
    cost_ms,
    expected_ms: cost_ms ?? estimateByRule(query, hosts[0]?.platform ?? 'linux').cpu_ms,
    missing_on: check ? missingOn(check, byPlatform(hosts)) : [],
  }
}

/** What the run would ask, by the hosts as they are now. Throws `not_found`, `invalid`, `forbidden`. */
export async function planRun(viewer: Viewer, packId: number, wanted: Wanted): Promise<RunPlan> {
  await openPack(viewer, packId)
  const pack = await releasedPack(packId, wanted.queries)
  const { askable, skipped } = await judgeQueries(viewer, pack.queries)
  const texts = askable.map(({ text }) => text.query)
  const [{ shapes, all }, costs, checks] = await Promise.all([
    candidates(viewer, pack, wanted),
    costsOf(texts),
    checksOf(texts),
  ])
  const { selected } = wanted
  const planned: PlannedQuery[] = []
  for (const each of askable) {
    const { query, teams } = each
    const hosts = shapes.filter(
      (shape) =>
        (teams === undefined || (shape.team_id !== null && teams.includes(shape.team_id))) &&
        mayRun(shape, pack, query, selected !== undefined),
    )
    if (hosts.length > 0) planned.push(plannedQuery(each, hosts, { costs, checks }))
    else skipped.push({ name: query.name, reason: nowhere(pack, query) })
  }
  refuseTooMuch(planned)
  const queries = cheapestFirst(planned)
  return { pack, selected, all, queries, skipped, hosts: distinct(queries) }
}

function refuseTooMuch(queries: readonly PlannedQuery[]): void {
  const questions = queries.reduce((sum, { hosts_count }) => sum + hosts_count, 0)
  if (questions <= questionsMax) return
  const told = `${queries.length} queries on these hosts are ${questions} questions`
  throw invalidField('queries', `${told}, more than ${questionsMax}; name some of them`)
}

/** The same as it is told to the person before they press. */
export function toldPlan(plan: RunPlan, confirm: PackRunPlan['confirm']): PackRunPlan {
  return {
    hosts: plan.hosts,
    queries: plan.queries.map(({ query, hosts, hosts_count, cost_ms, missing_on }) => ({
      id: query.id,
      name: query.name,
      hosts: hosts_count,
      online: onlineOf(hosts),
      cost_ms,
      missing_on,
    })),
    skipped: plan.skipped,
    confirm,
  }
}
