// Who relies on a label: packs, rollouts and saved sets of targets. Packs are told with the hosts that
// they would lose and gain without it, by the same rules as their configuration.
import { shardBucket } from '@/lib/domain/agent-rules'
import { currentConfiguration } from '@/lib/domain/configuration'
import { teamScope } from '@/lib/domain/permissions'
import { contentsUnderWay, isReached, isSample } from '@/lib/domain/targeting'
import { listHostShapes } from '@/lib/store/host-shapes'
import type { FieldError } from '@/lib/wire/errors'
import type { Label, LabelUsers } from '@/lib/wire/labels'
import type { PackDefinition } from '@/lib/wire/pack-definitions'
import type { Viewer } from '@/lib/wire/roles'

/** The pack as if the label were gone. */
function without(pack: PackDefinition, labelId: number): PackDefinition {
  const rest = (ids: number[]) => ids.filter((id) => id !== labelId)
  const { rollout } = pack
  return {
    ...pack,
    label_ids: rest(pack.label_ids),
    exclude_label_ids: rest(pack.exclude_label_ids),
    ...(rollout ? { rollout: { ...rollout, to: without(rollout.to, labelId) } } : {}),
  }
}

async function lossesOf(viewer: Viewer, label: Label): Promise<LabelUsers['packs']> {
  const { source } = await currentConfiguration()
  const using = source.packs.filter(({ id }) => label.packs.some((pack) => pack.id === id))
  const contents = using.flatMap(contentsUnderWay)
  const shapes = await listHostShapes({
    named: contents.flatMap((pack) => [...pack.host_ids, ...pack.exclude_host_ids]),
    labels: [
      ...contents.flatMap((pack) => [...pack.label_ids, ...pack.exclude_label_ids]),
      ...using.flatMap(({ rollout }) => rollout?.label_id ?? []),
    ],
    bucketOf: contents.some(({ shard }) => isSample(shard)) ? shardBucket : null,
    scope: teamScope(viewer, 'hosts:read'),
  })
  const hosts = (reached: PackDefinition, not: PackDefinition) =>
    shapes
      .filter((shape) => isReached(shape, reached) && !isReached(shape, not))
      .reduce((sum, shape) => sum + shape.hosts, 0)
  return label.packs.map(({ id, name }) => {
    const pack = using.find((one) => one.id === id)
    const less = pack && without(pack, label.id)
    return {
      ...{ id, name },
      lost: pack && less ? hosts(pack, less) : 0,
      gained: pack && less ? hosts(less, pack) : 0,
    }
  })
}

/** Who relies on the label as it was read for this viewer. */
export async function usersOf(viewer: Viewer, label: Label): Promise<LabelUsers> {
  const { hidden_packs, rollouts, target_sets, other_target_sets } = label
  const packs = label.packs.length > 0 ? await lossesOf(viewer, label) : []
  return { packs, hidden_packs, rollouts, target_sets, other_target_sets }
}

const hostsWord = (count: number) => `${count} ${count === 1 ? 'host' : 'hosts'}`

/** One error for each user, as a refusal tells them. */
export function usersInWords(users: LabelUsers): FieldError[] {
  const { packs, hidden_packs, rollouts, target_sets, other_target_sets } = users
  const told = (name: string, reason: string) => ({ name, reason })
  return [
    ...packs.map(({ name, lost, gained }) => {
      const gain = gained > 0 ? ` and gain ${hostsWord(gained)}` : ''
      return told('packs', `pack ${name}, which would lose ${hostsWord(lost)}${gain}`)
    }),
    ...(hidden_packs > 0 ? [told('packs', `${hidden_packs} packs of other teams`)] : []),
    ...rollouts.map(({ pack }) => told('rollouts', `the rollout of ${pack}`)),
    ...target_sets.map(({ name }) => told('target_sets', `your set of targets ${name}`)),
    ...(other_target_sets > 0
      ? [told('target_sets', `${other_target_sets} sets of targets of others`)]
      : []),
  ]
}
