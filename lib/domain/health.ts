// Whether a pack's queries work: each host that should run one is in exactly one state, and what the
// query brings and costs. Counted over the hosts that the viewer may see, by the rules of configurations.
import { currentConfiguration } from '@/lib/domain/configuration'
import { expectedOf, hostsFor } from '@/lib/domain/health-expected'
import { statesOf } from '@/lib/domain/health-states'
import { authorize, permits, teamScope } from '@/lib/domain/permissions'
import { fullName } from '@/lib/domain/rendering'
import { contentsUnderWay } from '@/lib/domain/targeting'
import { listQueryCosts, type QueryCostRow } from '@/lib/store/cost-queries'
import { listStateHosts, listTrends, type StateCount } from '@/lib/store/health'
import { findListedHosts } from '@/lib/store/host-names'
import { costClass } from '@/lib/wire/costs'
import { AppError } from '@/lib/wire/errors'
import type {
  HealthHost,
  HealthHosts,
  HealthHostsQuery,
  HealthState,
  PackHealth,
  QueryCost,
  QueryHealth,
  TrendPoint,
} from '@/lib/wire/health'
import type { PackDefinition, QueryDefinition } from '@/lib/wire/pack-definitions'
import type { Viewer } from '@/lib/wire/roles'

const errorsShown = 20

/** The pack as configurations have it, for a viewer who may see it. */
async function openPack(viewer: Viewer, packId: number): Promise<PackDefinition> {
  const { source } = await currentConfiguration()
  const pack = source.packs.find(({ id }) => id === packId)
  if (!pack) throw new AppError('not_found', 'There is no such pack')
  authorize(viewer, 'packs:read', { team_id: pack.team_id })
  return pack
}

/** The queries of what hosts get; of one in both revisions under way, the newer. */
function queriesOf(pack: PackDefinition): QueryDefinition[] {
  const queries = contentsUnderWay(pack).flatMap((content) => content.queries)
  return [...new Map(queries.map((query) => [query.id, query])).values()]
}

type Counts = readonly StateCount[]

const none = { reporting: 0, failing: 0, denylisted: 0, silent: 0, not_due: 0 }

function countsOf(counts: Counts) {
  const states: Record<HealthState, number> = { ...none }
  for (const { state, hosts } of counts) states[state] += hosts
  return { expected: counts.reduce((sum, { hosts }) => sum + hosts, 0), ...states }
}

function errorsOf(counts: Counts): QueryHealth['errors'] {
  const groups = new Map<string, { message: string; hosts: number; last_at: string }>()
  for (const { state, message, hosts, last_at } of counts) {
    if (state !== 'failing' || message === null || last_at === null) continue
    const group = groups.get(message) ?? { message, hosts: 0, last_at: '' }
    const at = last_at.toISOString()
    groups.set(message, {
      message,
      hosts: group.hosts + hosts,
      last_at: at > group.last_at ? at : group.last_at,
    })
  }
  return [...groups.values()].sort((a, b) => b.hosts - a.hosts).slice(0, errorsShown)
}

function costOf(row: QueryCostRow | undefined): QueryCost | null {
  if (!row) return null
  const { rows_per_run: _rows, bytes_per_run: _bytes, ...cost } = row.cost
  return { ...cost, class: costClass(cost.cpu_ms.p50) }
}

function latestOf(counts: Counts): string | null {
  const times = counts.flatMap(({ last_result_at }) => last_result_at?.getTime() ?? [])
  return times.length > 0 ? new Date(Math.max(...times)).toISOString() : null
}

type Found = { counts: Counts; cost: QueryCostRow | undefined; trend: TrendPoint[] }

function healthOf(pack: PackDefinition, query: QueryDefinition, found: Found): QueryHealth {
  const { counts, cost, trend } = found
  return {
    pack_query_id: query.id,
    name: query.name,
    full_name: fullName(pack.name, query.name),
    interval: query.interval,
    ...countsOf(counts),
    last_result_at: latestOf(counts),
    rows_per_day: counts.reduce((sum, { rows_per_day }) => sum + rows_per_day, 0),
    bytes_per_day: counts.reduce((sum, { bytes_per_day }) => sum + bytes_per_day, 0),
    cost: costOf(cost),
    trend,
    errors: errorsOf(counts),
  }
}

/** The health of each query that hosts get of the pack, in the pack's order. */
export async function readPackHealth(viewer: Viewer, packId: number): Promise<PackHealth> {
  const pack = await openPack(viewer, packId)
  const scope = teamScope(viewer, 'hosts:read')
  const queries = queriesOf(pack)
  const ids = queries.map(({ id }) => id)
  // Trends are kept for the whole fleet; a team's people see those of their own packs.
  const seesAll = 'all' in scope || (pack.team_id !== null && permits(viewer, 'hosts:read', pack))
  const [{ counts, as_of }, costs, trends] = await Promise.all([
    statesOf(scope, pack),
    listQueryCosts(scope, ids, ids.length),
    seesAll ? listTrends(ids) : [],
  ])
  return {
    queries: queries.map((query) => {
      const own = <T extends { pack_query_id: number }>(rows: T[]) =>
        rows.filter(({ pack_query_id }) => pack_query_id === query.id)
      const trend = own(trends).map(({ pack_query_id: _, ...point }) => point)
      return healthOf(pack, query, { counts: own(counts), cost: own(costs)[0], trend })
    }),
    as_of: as_of.toISOString(),
  }
}

function messageOf({ state, message }: { state: HealthState; message: string | null }) {
  if (state === 'failing') return message
  if (state === 'denylisted') return 'The agent’s watchdog stopped this query; it rests for a day'
  return null
}

/** The hosts in one state of a query, in the order of their ids, with what they said and when. */
export async function listHealthHosts(
  viewer: Viewer,
  packId: number,
  { query: asked, state, limit, cursor = 0 }: HealthHostsQuery,
): Promise<HealthHosts> {
  const pack = await openPack(viewer, packId)
  const query = queriesOf(pack).find(({ id, name }) => String(id) === asked || name === asked)
  if (!query) throw new AppError('not_found', 'The pack has no such query')
  const scope = teamScope(viewer, 'hosts:read')
  const hosts = await hostsFor(scope, [pack])
  const all = expectedOf(pack, hosts)
  const expected = {
    ...all,
    queries: all.queries.filter(({ pack_query_id }) => pack_query_id === query.id),
  }
  const found = await listStateHosts(expected, { state, after: cursor, limit: limit + 1 })
  const page = found.hosts.slice(0, limit)
  const ids = page.map(({ id }) => id)
  const names = await findListedHosts(scope, ids)
  return {
    count: found.count,
    hosts: page.flatMap((host): HealthHost[] => {
      const name = names.get(host.id)
      const { error_at, last_result_at, ran_at, schedule_at } = host
      const heard = [last_result_at, ran_at].flatMap((time) => time?.getTime() ?? [])
      const at = {
        failing: error_at,
        denylisted: schedule_at ?? error_at,
        reporting: null,
        silent: null,
        not_due: null,
      }[state]
      const time = at ?? (heard.length > 0 ? new Date(Math.max(...heard)) : null)
      return name ? [{ ...name, message: messageOf(host), at: time?.toISOString() ?? null }] : []
    }),
    next_cursor: found.hosts.length > limit ? String(page.at(-1)?.id ?? 0) : null,
  }
}
