// Which hosts a pack reaches, by the same rules as their configuration, cut to what the viewer may see.
import { currentConfiguration } from '@/lib/domain/configuration'
import { detailFor, switchedOn } from '@/lib/domain/pack-reach'
import { openPack } from '@/lib/domain/packs'
import { teamScope } from '@/lib/domain/permissions'
import { isReached } from '@/lib/domain/targeting'
import { listReachable, type ReachableHost } from '@/lib/store/host-reach'
import { listHostShapes } from '@/lib/store/host-shapes'
import { AppError } from '@/lib/wire/errors'
import type { PackDefinition } from '@/lib/wire/pack-definitions'
import type { PackHosts, PackHostsQuery } from '@/lib/wire/pack-hosts'
import type { TeamScope, Viewer } from '@/lib/wire/roles'

const batchMax = 5_000

/** The next hosts reached after an id, one more than the page holds when there are more. */
async function nextReached(
  scope: TeamScope,
  pack: PackDefinition,
  { cursor, limit }: PackHostsQuery,
): Promise<ReachableHost[]> {
  const found: ReachableHost[] = []
  let after = cursor
  for (let batch = limit + 1; ; batch = Math.min(batch * 4, batchMax)) {
    const hosts = await listReachable(scope, after, batch)
    found.push(...hosts.filter((host) => isReached(host, pack)))
    const last = hosts.at(-1)
    if (!last || hosts.length < batch || found.length > limit) return found.slice(0, limit + 1)
    after = last.id
  }
}

/**
 * A page of the hosts that the pack would reach if it were on, in the order of their ids, with the
 * counts of all of them.
 */
export async function listReachedHosts(
  viewer: Viewer,
  packId: number,
  query: PackHostsQuery,
): Promise<PackHosts> {
  await openPack(viewer, packId)
  const scope = teamScope(viewer, 'hosts:read')
  const { source } = await currentConfiguration()
  const released = source.packs.find(({ id }) => id === packId)
  if (!released) throw new AppError('not_found', 'There is no such pack')
  const pack = switchedOn(released)
  const [shapes, found] = await Promise.all([
    listHostShapes({ ...detailFor([pack]), byStatus: true, scope }),
    nextReached(scope, pack, query),
  ])
  const counts = { count: 0, online: 0, offline: 0, missing: 0 }
  for (const shape of shapes.filter((each) => isReached(each, pack))) {
    counts.count += shape.hosts
    counts[shape.status] += shape.hosts
  }
  const hosts = found.slice(0, query.limit)
  const next = found.length > query.limit ? hosts.at(-1)?.id : undefined
  return { ...counts, hosts, next_cursor: next === undefined ? null : String(next) }
}
