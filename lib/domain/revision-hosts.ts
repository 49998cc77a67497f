// Which revision of a pack each host really runs, by the hash that its agent reported, and whom another
// content of it would reach.
import { currentConfiguration } from '@/lib/domain/configuration'
import { contentsUnderWay, pickRevision, reach, type TargetingHost } from '@/lib/domain/targeting'
import { listHostShapes } from '@/lib/store/host-shapes'
import { listRunShapes } from '@/lib/store/revision-hosts'
import type { PackContent } from '@/lib/wire/pack-content'
import type { PackDefinition } from '@/lib/wire/pack-definitions'
import type { HostsOnRevision } from '@/lib/wire/packs'

const isSampled = ({ shard }: Pick<PackDefinition, 'shard'>) => shard !== null && shard !== 0

/** The revision that a host counts under: the one it should run if its bytes are of that, else the newest. */
export function revisionRun(
  host: TargetingHost,
  pack: PackDefinition,
  runs: readonly number[],
): number | null {
  if (runs.length === 0) return null
  const due = pickRevision(host, pack).revision
  return runs.includes(due) ? due : Math.max(...runs)
}

/** The hosts that a pack reaches now, by what they run of it, newest first and null last. */
export async function hostsByRevision(packId: number): Promise<HostsOnRevision[]> {
  const { source } = await currentConfiguration()
  const pack = source.packs.find(({ id }) => id === packId)
  if (!pack) return []
  const contents = contentsUnderWay(pack)
  const labelIds = contents.flatMap((each) => [...each.label_ids, ...each.exclude_label_ids])
  const shapes = await listRunShapes(packId, {
    named: contents.flatMap(({ host_ids, exclude_host_ids }) => [...host_ids, ...exclude_host_ids]),
    labelIds: labelIds.concat(pack.rollout?.label_id ?? []),
    byHostname: contents.some(isSampled) || typeof pack.rollout?.share === 'number',
  })
  const counts = new Map<number | null, number>()
  for (const shape of shapes) {
    if (!reach(shape, pack).scheduled) continue
    const revision = revisionRun(shape, pack, shape.runs)
    counts.set(revision, (counts.get(revision) ?? 0) + shape.hosts)
  }
  return [...counts]
    .map(([revision, hosts]) => ({ revision, hosts }))
    .sort((a, b) => (b.revision ?? -1) - (a.revision ?? -1))
}

type Owner = Pick<PackDefinition, 'id' | 'name' | 'team_id'>

/** A content as targeting sees it, without its queries. */
const reaching = ({ id, name, team_id }: Owner, content: PackContent): PackDefinition => ({
  ...content,
  ...{ id, name, team_id, revision: 0, queries: [] },
})

/** How many hosts the one content reaches and the other does not, if each were what hosts get. */
export async function compareReach(
  owner: Owner,
  from: PackContent,
  to: PackContent,
): Promise<{ gained: number; lost: number }> {
  const [older, newer] = [reaching(owner, from), reaching(owner, to)]
  const named = [older, newer].flatMap((pack) => [...pack.host_ids, ...pack.exclude_host_ids])
  const shapes = await listHostShapes({ named, byHostname: isSampled(older) || isSampled(newer) })
  const counts = { gained: 0, lost: 0 }
  for (const shape of shapes) {
    const had = reach(shape, older).scheduled
    const has = reach(shape, newer).scheduled
    if (has && !had) counts.gained += shape.hosts
    if (had && !has) counts.lost += shape.hosts
  }
  return counts
}
