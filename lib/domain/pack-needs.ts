// What of a pack needs a person: a paused rollout, what health says of its queries as last judged, and
// packs that are on for nothing. Judged here and nowhere else, so that list, filter and acts agree.
import { currentConfiguration } from '@/lib/domain/configuration'
import { listSilent } from '@/lib/domain/health-lists'
import { permits, teamScope } from '@/lib/domain/permissions'
import { contentsUnderWay } from '@/lib/domain/targeting'
import { listPackStates, type PackStates } from '@/lib/store/health-states'
import type { PackKeys } from '@/lib/store/pack-listing'
import { type PackNeed, packNeedKinds } from '@/lib/wire/pack-listing'
import type { Viewer } from '@/lib/wire/roles'

type HealthNeeds = ReadonlyMap<number, PackNeed[]>

type Faulty = 'denylisted' | 'failing'

/** Hosts by query that are in that state. */
function hostsIn(packs: readonly PackStates[], state: Faulty): Map<number, number> {
  const hosts = new Map<number, number>()
  for (const { counts } of packs)
    for (const count of counts)
      if (count.state === state)
        hosts.set(count.pack_query_id, (hosts.get(count.pack_query_id) ?? 0) + count.hosts)
  return hosts
}

const sayings = { denylisted: 'denylisted', failing: 'failing' }

function faultsOf(
  packs: readonly PackStates[],
  state: Faulty,
  names: ReadonlyMap<number, string>,
): PackNeed[] {
  const found = [...hostsIn(packs, state)].filter(([, hosts]) => hosts > 0)
  if (found.length === 0) return []
  const said = found
    .sort((a, b) => b[1] - a[1])
    .map(([id, hosts]) => `${names.get(id) ?? 'a query'} ${sayings[state]} on ${hosts}`)
  return [{ kind: state, count: found.length, detail: said.join(', ') }]
}

/** By pack: queries that are denylisted, fail or are silent, over the hosts in view. */
export async function needsByHealth(viewer: Viewer): Promise<HealthNeeds> {
  if (!permits(viewer, 'hosts:read', 'any')) return new Map()
  const [{ source }, states, silent] = await Promise.all([
    currentConfiguration(),
    listPackStates(teamScope(viewer, 'hosts:read'), null),
    listSilent(viewer),
  ])
  const needs = new Map<number, PackNeed[]>()
  for (const pack of source.packs) {
    const { id } = pack
    const queries = contentsUnderWay(pack).flatMap((content) => content.queries)
    const own = states.filter(({ pack_id }) => pack_id === id)
    const names = new Map(queries.map((query) => [query.id, query.name]))
    const quiet = silent.queries.filter(({ pack_id }) => pack_id === id)
    const found = [...faultsOf(own, 'denylisted', names), ...faultsOf(own, 'failing', names)]
    if (quiet.length > 0) {
      const said = quiet.map(({ name, silent: hosts }) => `${name} silent on ${hosts}`)
      found.push({ kind: 'silent', count: quiet.length, detail: said.join(', ') })
    }
    if (found.length > 0) needs.set(id, found)
  }
  return needs
}

const order = ({ kind }: PackNeed) => packNeedKinds.indexOf(kind)

/** What a pack that is on needs, the worst first; one that is off needs nobody. */
export function needsOf(pack: PackKeys, reachesAnybody: boolean, health: HealthNeeds): PackNeed[] {
  if (pack.disabled) return []
  const needs = [...(health.get(pack.id) ?? [])]
  if (pack.rollout?.state === 'paused') {
    const { to, reason } = pack.rollout
    const detail = `Revision ${to} is paused${reason ? `: ${reason}` : ''}`
    needs.push({ kind: 'rollout_paused', count: null, detail })
  }
  if (!reachesAnybody)
    needs.push({ kind: 'nobody', count: 0, detail: 'It is on and reaches no host' })
  if (pack.query_count === 0)
    needs.push({ kind: 'no_query', count: 0, detail: 'It is on and has no query' })
  return needs.sort((a, b) => order(a) - order(b))
}
