// What an act on hosts changes for them: packs gained and lost, by the rules of the configuration, and
// what a deletion takes along. Hosts alike in all that the rules look at are judged once.
import { currentConfiguration } from '@/lib/domain/configuration'
import { detailFor } from '@/lib/domain/pack-reach'
import { permits } from '@/lib/domain/permissions'
import { isReached } from '@/lib/domain/targeting'
import { type HostShape, listHostShapes } from '@/lib/store/host-shapes'
import { findHeldOf } from '@/lib/store/hosts-bulk'
import type { HostBulk, HostBulkReply, PackChange } from '@/lib/wire/host-bulk'
import type { PackDefinition } from '@/lib/wire/pack-definitions'
import type { Viewer } from '@/lib/wire/roles'

export type BulkEffect = Pick<
  HostBulkReply,
  'packs_gained' | 'packs_lost' | 'campaigns' | 'results' | 'results_at_least'
>

const noEffect: BulkEffect = {
  packs_gained: [],
  packs_lost: [],
  campaigns: 0,
  results: 0,
  results_at_least: false,
}

/** The host as it would be after the act; undefined when it would be gone. */
function after(shape: HostShape, { action, team_id = null, label_id = 0 }: HostBulk) {
  if (action === 'transfer') return { ...shape, team_id }
  if (action === 'label')
    return { ...shape, labels: [...shape.labels, label_id].sort((a, b) => a - b) }
  if (action === 'unlabel')
    return { ...shape, labels: shape.labels.filter((id) => id !== label_id) }
  return action === 'delete' ? undefined : shape
}

function changesOf(shapes: readonly HostShape[], packs: readonly PackDefinition[], bulk: HostBulk) {
  const moves = shapes.map((shape) => ({ shape, next: after(shape, bulk) }))
  const gained: PackChange[] = []
  const lost: PackChange[] = []
  for (const pack of packs) {
    const sum = { gained: 0, lost: 0 }
    for (const { shape, next } of moves) {
      const had = isReached(shape, pack)
      const has = next !== undefined && isReached(next, pack)
      if (had !== has) sum[has ? 'gained' : 'lost'] += shape.hosts
    }
    const { id, name } = pack
    if (sum.gained > 0) gained.push({ id, name, hosts: sum.gained })
    if (sum.lost > 0) lost.push({ id, name, hosts: sum.lost })
  }
  return { packs_gained: gained, packs_lost: lost }
}

/** Lines are counted no further than this. */
const linesMax = 100_000

/** What the act would do to those hosts; packs that the viewer may not read are not told. */
export async function effectOnHosts(
  viewer: Viewer,
  ids: readonly number[],
  bulk: HostBulk,
): Promise<BulkEffect> {
  if (ids.length === 0 || bulk.action === 'refetch') return noEffect
  if (bulk.action === 'delete') {
    const { results, campaigns } = await findHeldOf(ids, linesMax + 1)
    const most = Math.min(results, linesMax)
    return { ...noEffect, campaigns, results: most, results_at_least: results > linesMax }
  }
  const { source } = await currentConfiguration()
  const packs = source.packs.filter((pack) => !pack.disabled && permits(viewer, 'packs:read', pack))
  const detail = detailFor(packs)
  const labels = [...detail.labels, ...(bulk.label_id === undefined ? [] : [bulk.label_id])]
  const shapes = await listHostShapes({ ...detail, labels, only: ids })
  return { ...noEffect, ...changesOf(shapes, packs, bulk) }
}
