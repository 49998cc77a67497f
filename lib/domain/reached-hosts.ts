// Which hosts a pack reaches, by the same rules as their configuration, cut to what the viewer may see.
import { currentConfiguration } from '@/lib/domain/configuration'
import { openPack } from '@/lib/domain/packs'
import { teamScope } from '@/lib/domain/permissions'
import { reach } from '@/lib/domain/targeting'
import { listReachable, type ReachableHost } from '@/lib/store/host-reach'
import { AppError } from '@/lib/wire/errors'
import type { PackHosts, PackHostsQuery } from '@/lib/wire/pack-hosts'
import type { Viewer } from '@/lib/wire/roles'

const batch = 5_000

/**
 * A page of the hosts that the pack would reach if it were on, in the order of their ids, with the
 * counts of all of them. Each call judges every host in scope.
 */
export async function listReachedHosts(
  viewer: Viewer,
  packId: number,
  { cursor, limit }: PackHostsQuery,
): Promise<PackHosts> {
  await openPack(viewer, packId)
  const scope = teamScope(viewer, 'hosts:read')
  const { source } = await currentConfiguration()
  const pack = source.packs.find(({ id }) => id === packId)
  if (!pack) throw new AppError('not_found', 'There is no such pack')
  const on = { ...pack, disabled: false }
  const counts = { count: 0, online: 0, offline: 0, missing: 0 }
  const page: ReachableHost[] = []
  let after = 0
  for (;;) {
    const hosts = await listReachable(scope, after, batch)
    for (const host of hosts) {
      if (!reach(host, on).scheduled) continue
      counts.count += 1
      counts[host.status] += 1
      if (host.id > cursor && page.length <= limit) page.push(host)
    }
    const last = hosts.at(-1)
    if (!last || hosts.length < batch) break
    after = last.id
  }
  const hosts = page.slice(0, limit)
  const next = page.length > limit ? hosts.at(-1)?.id : undefined
  return { ...counts, hosts, next_cursor: next === undefined ? null : String(next) }
}
