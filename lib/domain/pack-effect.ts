// How many hosts an act on packs or on a saved query touches, each host once, online ones and others
// apart. By the same rules as the configuration.
import { currentConfiguration } from '@/lib/domain/configuration'
import { detailFor, switchedOn } from '@/lib/domain/pack-reach'
import {
  contentsUnderWay,
  isReached,
  pickRevision,
  reach,
  reachQuery,
  type TargetingHost,
} from '@/lib/domain/targeting'
import { listHostShapes } from '@/lib/store/host-shapes'
import type { PackDefinition } from '@/lib/wire/pack-definitions'
import type { TeamScope } from '@/lib/wire/roles'

export type HostEffect = { hosts: number; online: number; offline: number }

async function countHosts(
  packs: PackDefinition[],
  scope: TeamScope,
  touches: (host: TargetingHost, pack: PackDefinition) => boolean,
): Promise<HostEffect> {
  if (packs.length === 0) return { hosts: 0, online: 0, offline: 0 }
  const shapes = await listHostShapes({ ...detailFor(packs), byStatus: true, scope })
  const touched = shapes.filter((shape) => packs.some((pack) => touches(shape, pack)))
  const sumOf = (some: typeof touched) => some.reduce((sum, { hosts }) => sum + hosts, 0)
  const hosts = sumOf(touched)
  const online = sumOf(touched.filter(({ status }) => status === 'online'))
  return { hosts, online, offline: hosts - online }
}

/** Hosts in scope that run at least one of these packs now, or would `ifOn` they were switched on. */
export async function effectOfPacks(
  packIds: readonly number[],
  scope: TeamScope,
  { ifOn = false } = {},
): Promise<HostEffect> {
  const { source } = await currentConfiguration()
  const packs = source.packs.filter(({ id }) => packIds.includes(id))
  return countHosts(packs, scope, (host, pack) => isReached(host, ifOn ? switchedOn(pack) : pack))
}

/** Whether the host is given that saved query by that pack. */
function servesQuery(host: TargetingHost, pack: PackDefinition, queryId: number): boolean {
  if (!reach(host, pack).scheduled) return false
  return pickRevision(host, pack).queries.some(
    (query) => query.query_id === queryId && reachQuery(host, query).scheduled,
  )
}

/** Hosts in scope that at least one pack gives this saved query to. */
export async function effectOfQuery(queryId: number, scope: TeamScope): Promise<HostEffect> {
  const { source } = await currentConfiguration()
  const packs = source.packs.filter((pack) =>
    contentsUnderWay(pack).some(({ queries }) =>
      queries.some(({ query_id }) => query_id === queryId),
    ),
  )
  return countHosts(packs, scope, (host, pack) => servesQuery(host, pack, queryId))
}
