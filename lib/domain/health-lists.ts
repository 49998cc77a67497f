// Lists over the whole fleet: the queries that cost most, and those that hardly any host reports. Both
// read what the clock computed, cut to the hosts that the viewer may see.
import { currentConfiguration } from '@/lib/domain/configuration'
import { teamScope } from '@/lib/domain/permissions'
import { contentsUnderWay } from '@/lib/domain/targeting'
import { listQueryCosts } from '@/lib/store/cost-queries'
import { listPackStates } from '@/lib/store/health-states'
import { costClass, type ExpensiveQuery } from '@/lib/wire/costs'
import type { SilentQueries, SilentQuery } from '@/lib/wire/health'
import type { PackDefinition, QueryDefinition } from '@/lib/wire/pack-definitions'
import type { TeamScope, Viewer } from '@/lib/wire/roles'

const expensiveShown = 10
/** Some of the dearest may have left their packs since. */
const expensiveRead = 60
/** Silent on at least this share of the hosts that are due. */
const silentShare = 0.5

type Place = { pack: PackDefinition; query: QueryDefinition }

async function placesNow(): Promise<Map<number, Place>> {
  const { source } = await currentConfiguration()
  return new Map(
    source.packs.flatMap((pack) =>
      contentsUnderWay(pack).flatMap(({ queries }) =>
        queries.map((query): [number, Place] => [query.id, { pack, query }]),
      ),
    ),
  )
}

/** Packs of other teams reach none of the viewer's hosts now, whatever those ran before. */
function isSeen(scope: TeamScope, { pack }: Place): boolean {
  return 'all' in scope || pack.team_id === null || scope.team_ids.includes(pack.team_id)
}

/** The ten queries that cost the hosts in view most agent seconds a day, together. */
export async function listExpensive(viewer: Viewer): Promise<ExpensiveQuery[]> {
  const scope = teamScope(viewer, 'hosts:read')
  const [rows, places] = await Promise.all([
    listQueryCosts(scope, null, expensiveRead),
    placesNow(),
  ])
  const found = rows.flatMap(({ pack_query_id, cost, agent_seconds_per_day }) => {
    const place = places.get(pack_query_id)
    if (!place || place.pack.disabled || !isSeen(scope, place)) return []
    const { wall_ms, cpu_ms, hosts, agent_seconds_per_day_p95 } = cost
    return {
      pack_id: place.pack.id,
      pack: place.pack.name,
      pack_query_id,
      name: place.query.name,
      interval: place.query.interval,
      hosts,
      wall_ms,
      cpu_ms,
      agent_seconds_per_day,
      agent_seconds_per_day_p95,
      class: costClass(cpu_ms.p50),
    }
  })
  return found.slice(0, expensiveShown)
}

type Sum = Pick<SilentQuery, 'expected' | 'reporting' | 'silent'> & {
  not_due: number
  heard_at: Date | null
}

const later = (a: Date | null, b: Date | null) => (a === null || (b !== null && b > a) ? b : a)

/** Queries that most of the hosts that are due do not report, the most silent first. */
export async function listSilent(viewer: Viewer): Promise<SilentQueries> {
  const scope = teamScope(viewer, 'hosts:read')
  const [packs, places] = await Promise.all([listPackStates(scope, null), placesNow()])
  const sums = new Map<number, Sum>()
  for (const { counts } of packs) {
    for (const { pack_query_id, state, hosts, heard_at } of counts) {
      const sum = sums.get(pack_query_id) ?? {
        ...{ expected: 0, reporting: 0, silent: 0, not_due: 0 },
        heard_at: null,
      }
      sum.expected += hosts
      if (state === 'reporting' || state === 'silent' || state === 'not_due') sum[state] += hosts
      if (state === 'silent') sum.heard_at = later(sum.heard_at, heard_at)
      sums.set(pack_query_id, sum)
    }
  }
  const queries = [...sums].flatMap(([pack_query_id, { not_due, heard_at, ...sum }]) => {
    const place = places.get(pack_query_id)
    const due = sum.expected - not_due
    if (!place || sum.silent === 0 || sum.silent < due * silentShare) return []
    const since = heard_at?.toISOString() ?? null
    const { pack, query } = place
    return { pack_id: pack.id, pack: pack.name, pack_query_id, name: query.name, ...sum, since }
  })
  const [oldest] = packs.map(({ computed_at }) => computed_at).sort((a, b) => +a - +b)
  return {
    queries: queries.sort((a, b) => b.silent - a.silent),
    as_of: oldest?.toISOString() ?? null,
  }
}
