// How many hosts packs reach. Counted by the same rules as the configuration, over groups of hosts that
// are alike in all that the rules look at, so that 100,000 hosts cost a few hundred verdicts.
import { shardBucket } from '@/lib/domain/agent-rules'
import { currentConfiguration } from '@/lib/domain/configuration'
import { isInScope } from '@/lib/domain/permissions'
import { contentsUnderWay, isReached, isSample } from '@/lib/domain/targeting'
import { listHostShapes, type ShapeDetail } from '@/lib/store/host-shapes'
import type { PackDefinition } from '@/lib/wire/pack-definitions'
import type { TeamScope } from '@/lib/wire/roles'

/** What hosts must be told apart by for these packs, with what is on its way to them. */
export function detailFor(packs: readonly PackDefinition[]): ShapeDetail {
  const contents = packs.flatMap(contentsUnderWay)
  const rollouts = packs.flatMap(({ rollout }) => rollout ?? [])
  const sampled =
    rollouts.some(({ share }) => share !== null) ||
    contents.some(
      ({ shard, queries }) => isSample(shard) || queries.some((query) => isSample(query.shard)),
    )
  return {
    named: contents.flatMap((pack) => [...pack.host_ids, ...pack.exclude_host_ids]),
    labels: [
      ...contents.flatMap((pack) => [...pack.label_ids, ...pack.exclude_label_ids]),
      ...rollouts.flatMap(({ label_id }) => label_id ?? []),
    ],
    bucketOf: sampled ? shardBucket : null,
  }
}

/** Hosts that a pack reaches: those in view, and whether there is any at all. */
export type Reached = { hosts: number; anybody: boolean }

/** By pack id. */
export async function countReached(
  packIds: number[],
  scope: TeamScope,
): Promise<Map<number, Reached>> {
  const counts = new Map<number, Reached>()
  if (packIds.length === 0) return counts
  const { source } = await currentConfiguration()
  const packs = source.packs.filter(({ id }) => packIds.includes(id))
  const shapes = await listHostShapes(detailFor(packs.filter(({ disabled }) => !disabled)))
  for (const pack of packs) {
    const reached = shapes.filter((shape) => isReached(shape, pack))
    const hosts = reached
      .filter(({ team_id }) => isInScope(scope, team_id))
      .reduce((sum, { hosts }) => sum + hosts, 0)
    counts.set(pack.id, { hosts, anybody: reached.length > 0 })
  }
  return counts
}

/** The pack as if it were on, and what is on its way of it too. */
export function switchedOn(pack: PackDefinition): PackDefinition {
  const { rollout } = pack
  const on = { ...pack, disabled: false }
  return rollout ? { ...on, rollout: { ...rollout, to: { ...rollout.to, disabled: false } } } : on
}
