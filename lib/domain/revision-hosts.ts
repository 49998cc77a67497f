// Which revision of a pack each host really runs, by the hash that its agent reported, and whom another
// content of it would reach.
import { currentConfiguration } from '@/lib/domain/configuration'
import { detailFor } from '@/lib/domain/pack-reach'
import { isReached, pickRevision, type TargetingHost } from '@/lib/domain/targeting'
import { type HostShape, listHostShapes } from '@/lib/store/host-shapes'
import { findRevisionsByHash } from '@/lib/store/revision-hosts'
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

/** The hosts in scope that the pack reaches now, with the revisions whose bytes they run. */
export async function listRunShapes(pack: PackDefinition, scope?: TeamScope): Promise<RunShape[]> {
  const detail = { ...detailFor([pack]), byReported: true, ...(scope && { scope }) }
  const [shapes, revisions] = await Promise.all([
    listHostShapes(detail),
    findRevisionsByHash(pack.id),
  ])
  return shapes
    .filter((shape) => isReached(shape, pack))
    .map((shape) => ({ ...shape, runs: revisions.get(shape.reported) ?? [] }))
}

/** The hosts that a pack reaches now, by what they run of it, newest first and null last. */
export async function hostsByRevision(packId: number): Promise<HostsOnRevision[]> {
  const { source } = await currentConfiguration()
  const pack = source.packs.find(({ id }) => id === packId)
  if (!pack) return []
  const counts = new Map<number | null, number>()
  for (const shape of await listRunShapes(pack)) {
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
  const shapes = await listHostShapes(detailFor([older, newer]))
  const counts = { gained: 0, lost: 0 }
  for (const shape of shapes) {
    const had = isReached(shape, older)
    const has = isReached(shape, newer)
    if (has && !had) counts.gained += shape.hosts
    if (had && !has) counts.lost += shape.hosts
  }
  return counts
}
