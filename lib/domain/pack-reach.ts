// How many hosts a pack reaches now. Counted by the same rules as the configuration, over groups of
// hosts that are alike in all that the rules look at, so that 100,000 hosts cost a few hundred verdicts.
import { currentConfiguration } from '@/lib/domain/configuration'
import { contentsUnderWay, reach } from '@/lib/domain/targeting'
import { listHostShapes } from '@/lib/store/host-shapes'

/** Hosts reached by each of these packs, by pack id. */
export async function countReached(packIds: number[]): Promise<Map<number, number>> {
  const counts = new Map<number, number>()
  if (packIds.length === 0) return counts
  const { source } = await currentConfiguration()
  const packs = source.packs.filter(({ id }) => packIds.includes(id))
  const contents = packs.flatMap(contentsUnderWay)
  const named = contents.flatMap((pack) => [...pack.host_ids, ...pack.exclude_host_ids])
  const sampled =
    contents.some(({ shard }) => shard !== null && shard !== 0) ||
    packs.some(({ rollout }) => typeof rollout?.share === 'number')
  const shapes = await listHostShapes({ named, byHostname: sampled })
  for (const pack of packs) {
    const hosts = shapes
      .filter((shape) => reach(shape, pack).scheduled)
      .reduce((sum, { hosts }) => sum + hosts, 0)
    counts.set(pack.id, hosts)
  }
  return counts
}
