// How many hosts an act on packs or on a saved query touches, each host once, online ones and others
// apart. By the same rules as the configuration.
import { currentConfiguration } from '@/lib/domain/configuration'
import {
  contentsUnderWay,
  pickRevision,
  reach,
  reachQuery,
  type TargetingHost,
} from '@/lib/domain/targeting'
import { listOnlineShapes } from '@/lib/store/host-online-shapes'
import type { PackDefinition } from '@/lib/wire/pack-definitions'

export type HostEffect = { hosts: number; online: number; offline: number }

const sampled = ({ shard }: { shard: number | null }) => shard !== null && shard !== 0

async function countHosts(
  packs: PackDefinition[],
  touches: (host: TargetingHost, pack: PackDefinition) => boolean,
): Promise<HostEffect> {
  if (packs.length === 0) return { hosts: 0, online: 0, offline: 0 }
  const contents = packs.flatMap(contentsUnderWay)
  const shapes = await listOnlineShapes({
    named: contents.flatMap(({ host_ids, exclude_host_ids }) => [...host_ids, ...exclude_host_ids]),
    byHostname:
      contents.some((pack) => sampled(pack) || pack.queries.some(sampled)) ||
      packs.some(({ rollout }) => rollout),
  })
  const touched = shapes.filter((shape) => packs.some((pack) => touches(shape, pack)))
  const hosts = touched.reduce((sum, shape) => sum + shape.hosts, 0)
  const online = touched.reduce((sum, shape) => sum + shape.online, 0)
  return { hosts, online, offline: hosts - online }
}

/** Hosts that run at least one of these packs now, or would `ifOn` they were switched on. */
export async function effectOfPacks(
  packIds: readonly number[],
  { ifOn = false } = {},
): Promise<HostEffect> {
  const { source } = await currentConfiguration()
  const packs = source.packs.filter(({ id }) => packIds.includes(id))
  return countHosts(
    packs,
    (host, pack) => reach(host, ifOn ? { ...pack, disabled: false } : pack).scheduled,
  )
}

/** Whether the host is given that saved query by that pack. */
export function servesQuery(host: TargetingHost, pack: PackDefinition, queryId: number): boolean {
  if (!reach(host, pack).scheduled) return false
  return pickRevision(host, pack).queries.some(
    (query) => query.query_id === queryId && reachQuery(host, query).scheduled,
  )
}

/** Hosts that at least one pack gives this saved query to. */
export async function effectOfQuery(queryId: number): Promise<HostEffect> {
  const { source } = await currentConfiguration()
  const packs = source.packs.filter((pack) =>
    contentsUnderWay(pack).some(({ queries }) =>
      queries.some(({ query_id }) => query_id === queryId),
    ),
  )
  return countHosts(packs, (host, pack) => servesQuery(host, pack, queryId))
}
