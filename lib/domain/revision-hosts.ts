// Which revision of a pack each host really runs, by the hash that its agent reported, and whom another
// content of it would reach.
import { currentConfiguration } from '@/lib/domain/configuration'
import { detailFor } from '@/lib/domain/pack-reach'
import { isReached, pickRevision, type TargetingHost } from '@/lib/domain/targeting'
import { type HostShape, listHostShapes } from '@/lib/store/host-shapes'
import { listRevisionHashes } from '@/lib/store/revision-hosts'
import type { PackContent } from '@/lib/wire/pack-content'
import type { PackDefinition } from '@/lib/wire/pack-definitions'
import type { HostsOnRevision } from '@/lib/wire/packs'
import type { TeamScope } from '@/lib/wire/roles'

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

type RunShape = HostShape & { runs: readonly number[] }

/** By pack, the hosts in scope that it reaches now, with the revisions whose bytes they run. */
async function listRunShapes(
  packs: readonly PackDefinition[],
  scope: TeamScope,
): Promise<RunShape[][]> {
  if (packs.length === 0) return []
  const detail = { ...detailFor(packs), byReported: true, scope }
  const [shapes, known] = await Promise.all([
    listHostShapes(detail),
    listRevisionHashes(packs.map(({ id }) => id)),
  ])
  return packs.map((pack) => {
    const own = known.filter(({ pack_id }) => pack_id === pack.id)
    const revisions = new Map(own.map((row) => [row.hash, row.revisions]))
    return shapes
      .filter((shape) => isReached(shape, pack))
      .map((shape) => ({ ...shape, runs: revisions.get(shape.reported) ?? [] }))
  })
}

/** The hosts in scope that the pack reaches now, with the revisions whose bytes they run. */
export async function runShapesOf(pack: PackDefinition, scope: TeamScope): Promise<RunShape[]> {
  const [shapes = []] = await listRunShapes([pack], scope)
  return shapes
}

/** By pack, the hosts in scope that it reaches now by what they run, newest first and null last. */
export async function hostsByRevision(
  packIds: readonly number[],
  scope: TeamScope,
): Promise<Map<number, HostsOnRevision[]>> {
  const { source } = await currentConfiguration()
  const packs = source.packs.filter(({ id }) => packIds.includes(id))
  const all = await listRunShapes(packs, scope)
  return new Map(packs.map((pack, at) => [pack.id, counted(pack, all[at] ?? [])]))
}

function counted(pack: PackDefinition, shapes: readonly RunShape[]): HostsOnRevision[] {
  const counts = new Map<number | null, number>()
  for (const shape of shapes) {
    const revision = revisionRun(shape, pack, shape.runs)
    counts.set(revision, (counts.get(revision) ?? 0) + shape.hosts)
  }
  return [...counts]
    .map(([revision, hosts]) => ({ revision, hosts }))
    .sort((a, b) => (b.revision ?? -1) - (a.revision ?? -1))
}

/** How many hosts that is. */
export function sumOfHosts(parts: readonly HostsOnRevision[]): number {
  return parts.reduce((sum, { hosts }) => sum + hosts, 0)
}

type Owner = Pick<PackDefinition, 'id' | 'name' | 'team_id'>

/** A content as targeting sees it, without its queries. */
const reaching = ({ id, name, team_id }: Owner, content: PackContent): PackDefinition => ({
  ...content,
  ...{ id, name, team_id, revision: 0, queries: [] },
})

/** How many hosts in scope the one content reaches and the other does not, if each were what hosts get. */
export async function compareReach(
  owner: Owner,
  { from, to }: { from: PackContent; to: PackContent },
  scope: TeamScope,
): Promise<{ gained: number; lost: number }> {
  const [older, newer] = [reaching(owner, from), reaching(owner, to)]
  const shapes = await listHostShapes({ ...detailFor([older, newer]), scope })
  const counts = { gained: 0, lost: 0 }
  for (const shape of shapes) {
    const had = isReached(shape, older)
    const has = isReached(shape, newer)
    if (has && !had) counts.gained += shape.hosts
    if (had && !has) counts.lost += shape.hosts
  }
  return counts
}
