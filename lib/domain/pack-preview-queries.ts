// What each query of an edited pack would do to the hosts that get it: who runs it, where a table is
// missing, what it costs by measure or by the stated rule, and whether agents have denylisted it before.
import { costsOf, estimateByRule, sqlDigest } from '@/lib/domain/costs'
import {
  isExpectedToRun,
  isQueryReached,
  isReached,
  isSample,
  pickRevision,
} from '@/lib/domain/targeting'
import { pinned } from '@/lib/global'
import { findTable } from '@/lib/sql/catalogue'
import { checkSql, type SqlCheck } from '@/lib/sql/check'
import type { HostShape } from '@/lib/store/host-shapes'
import { listDenylistings } from '@/lib/store/query-denylistings'
import { type CostClass, costClass, type MeasuredCost, type SqlCost } from '@/lib/wire/costs'
import type { PackDefinition, QueryDefinition } from '@/lib/wire/pack-definitions'
import type { PackPreview, PreviewQuery } from '@/lib/wire/pack-preview'
import { type Platform, platformName, platformNames, tablePlatforms } from '@/lib/wire/platforms'
import type { TeamScope } from '@/lib/wire/roles'

const daySeconds = 86_400
/** By the rule, a differential query reports this part of its rows as changed in each run. */
const changedShare = 0.05
/** The watchdog's usual limit is 200 MB; a query that comes near it is ended and denylisted. */
const memoryRisk = 150_000_000

type Checks = Map<string, SqlCheck>
const checksKept = 10_000
/** Long packs let other work in between. */
const checksPerTurn = 50
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** The checker's word on each text; a text is judged once, since nothing but itself decides. */
export async function checksOf(texts: readonly string[]): Promise<Checks> {
  const known = pinned<Checks>('pack-preview.checks', () => new Map())
  if (known.size > checksKept) known.clear()
  const checks: Checks = new Map()
  let judged = 0
  for (const text of texts) {
    const check = known.get(text) ?? (await checkSql(text))
    if (!known.has(text) && ++judged % checksPerTurn === 0) await nextTurn()
    known.set(text, check)
    checks.set(text, check)
  }
  return checks
}

/** Hosts by platform that would run each query, by the content that each gets. */
function runners(after: PackDefinition, shapes: readonly HostShape[]) {
  const contents = after.rollout ? [after.rollout.to, after] : [after]
  const sampled = contents.some(({ queries }) => queries.some(({ shard }) => isSample(shard)))
  const groups = new Map<string, { shape: HostShape; content: PackDefinition; hosts: number }>()
  for (const shape of shapes) {
    if (!isReached(shape, after)) continue
    const content = pickRevision(shape, after)
    if (!isExpectedToRun(shape, content)) continue
    const { platform, osquery_version, hostname } = shape
    const key = `${platform} ${osquery_version} ${content.revision} ${sampled ? hostname : ''}`
    const group = groups.get(key)
    if (group) group.hosts += shape.hosts
    else groups.set(key, { shape, content, hosts: shape.hosts })
  }
  const counts = new Map<QueryDefinition, Map<Platform, number>>()
  for (const { shape, content, hosts } of groups.values()) {
    for (const query of content.queries) {
      if (!isQueryReached(shape, query) || !isExpectedToRun(shape, query)) continue
      const held = counts.get(query) ?? new Map<Platform, number>()
      held.set(shape.platform, (held.get(shape.platform) ?? 0) + hosts)
      counts.set(query, held)
    }
  }
  return counts
}

type Run = { cpu_ms: number; rows: number; bytes: number; class: CostClass }

function runOf(query: QueryDefinition, platform: Platform, cost: SqlCost | null): Run {
  const own: MeasuredCost | null = cost ? (cost.platforms[platform] ?? cost) : null
  if (own)
    return {
      cpu_ms: own.cpu_ms.p95,
      rows: own.rows_per_run,
      bytes: own.bytes_per_run,
      class: costClass(own.cpu_ms.p50),
    }
  const rule = estimateByRule(query.query, platform)
  const share = query.snapshot ? 1 : changedShare
  return {
    cpu_ms: rule.cpu_ms,
    rows: rule.rows_per_run * share,
    bytes: rule.bytes_per_run * share,
    class: rule.class,
  }
}

const classes: readonly CostClass[] = ['minimal', 'considerable', 'excessive']
const worse = (a: CostClass, b: CostClass) => (classes.indexOf(b) > classes.indexOf(a) ? b : a)

type Estimates = PreviewQuery['estimates']

function estimatesOf(
  query: QueryDefinition,
  hosts: ReadonlyMap<Platform, number>,
  cost: SqlCost | null,
): Estimates {
  const runs = daySeconds / query.interval
  const sum: Estimates = {
    ...{ rows_per_day: 0, bytes_per_day: 0, agent_seconds_per_day: 0 },
    basis: cost ? 'measured' : 'rule',
    class: 'minimal',
  }
  // A query that nobody runs still says what it would cost a host.
  const platforms = hosts.size > 0 ? hosts : new Map<Platform, number>([['unknown', 0]])
  for (const [platform, count] of platforms) {
    const run = runOf(query, platform, cost)
    sum.rows_per_day += run.rows * runs * count
    sum.bytes_per_day += run.bytes * runs * count
    sum.agent_seconds_per_day = Math.max(sum.agent_seconds_per_day, (run.cpu_ms / 1_000) * runs)
    sum.class = worse(sum.class, run.class)
  }
  return sum
}

/** The platforms among those hosts that lack a table or column of the text. */
export function missingOn(
  check: SqlCheck,
  hosts: ReadonlyMap<Platform, number>,
): PreviewQuery['missing_on'] {
  if (!check.valid) return []
  return tablePlatforms.flatMap((platform) => {
    const count = hosts.get(platform) ?? 0
    if (count === 0 || check.platforms[platform]) return []
    const absent = check.tables.filter((name) => {
      const table = findTable(name)
      return table !== undefined && !table.platforms.includes(platform)
    })
    const what = absent.length > 0 ? absent.join(', ') : 'a column of it'
    const reason = `${what} ${absent.length > 1 ? 'do' : 'does'} not exist on ${platformNames[platform]}`
    return [{ platform, hosts: count, reason }]
  })
}

type Risk = PreviewQuery['denylist_risk']

function riskOf(denylisted: number, cost: SqlCost | null, { class: word }: Estimates): Risk {
  if (denylisted > 0) {
    const hosts = `${denylisted.toLocaleString('en')} ${denylisted === 1 ? 'host' : 'hosts'}`
    return { level: 'high', reason: `the same SQL was denylisted on ${hosts}` }
  }
  if (cost && cost.memory_bytes.p95 > memoryRisk) {
    const megabytes = Math.round(cost.memory_bytes.p95 / 1_000_000)
    return { level: 'raised', reason: `${megabytes} MB at p95, near the watchdog's 200 MB` }
  }
  if (word === 'excessive')
    return { level: 'raised', reason: 'its cost is near what the watchdog ends' }
  return { level: 'low', reason: null }
}

/** Every query of the edited content, in its order, over hosts in scope. */
export async function previewQueries(
  after: PackDefinition,
  shapes: readonly HostShape[],
  scope: TeamScope,
): Promise<PreviewQuery[]> {
  const { queries } = after.rollout?.to ?? after
  const texts = [...new Set(queries.map(({ query }) => query))]
  const [checks, costs, denylisted] = await Promise.all([
    checksOf(texts),
    costsOf(texts),
    listDenylistings(scope, texts.map(sqlDigest)),
  ])
  const counts = runners(after, shapes)
  return queries.map((query) => {
    const hosts = counts.get(query) ?? new Map<Platform, number>()
    const cost = costs.get(query.query) ?? null
    const check = checks.get(query.query)
    const estimates = estimatesOf(query, hosts, cost)
    return {
      name: query.name,
      hosts: [...hosts.values()].reduce((sum, count) => sum + count, 0),
      platforms: Object.fromEntries(hosts),
      estimates,
      missing_on: check ? missingOn(check, hosts) : [],
      denylist_risk: riskOf(denylisted.get(sqlDigest(query.query)) ?? 0, cost, estimates),
      errors: check?.errors ?? [],
    }
  })
}

/** Sums over the queries; agent seconds are those of the platform whose hosts run most. */
export function sumEstimates(queries: readonly PreviewQuery[]): PackPreview['estimates'] {
  const perPlatform = new Map<Platform, number>()
  const sums = { rows_per_day: 0, bytes_per_day: 0, agent_seconds_per_day: 0 }
  for (const { estimates, platforms } of queries) {
    sums.rows_per_day += estimates.rows_per_day
    sums.bytes_per_day += estimates.bytes_per_day
    for (const name of Object.keys(platforms).map(platformName))
      perPlatform.set(name, (perPlatform.get(name) ?? 0) + estimates.agent_seconds_per_day)
  }
  const measured = queries.filter(({ estimates }) => estimates.basis === 'measured').length
  return {
    ...sums,
    agent_seconds_per_day: Math.max(0, ...perPlatform.values()),
    measured,
    by_rule: queries.length - measured,
  }
}
