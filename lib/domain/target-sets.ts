// Selections of hosts that a person keeps to use again. Nobody sees another's; the counts are of hosts
// that the person may ask, when the set was kept and now.
import { recordActivity } from '@/lib/domain/activity'
import { countTargets } from '@/lib/domain/campaign-targets'
import { authorize } from '@/lib/domain/permissions'
import { isDuplicate, type Tx, transaction } from '@/lib/store/db'
import {
  findTargetSet,
  insertTargetSet,
  listTargetSets as listStoredSets,
  removeTargetSet,
  type TargetSetRow,
  updateTargetSet,
} from '@/lib/store/target-sets'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import type { TargetSet, TargetSetInput, TargetSetPatch } from '@/lib/wire/target-sets'
import { Selected } from '@/lib/wire/targets'

const setsMax = 50

const nameTaken = (name: string) =>
  new AppError('conflict', `You have a set named ${name}`, {
    errors: [{ name: 'name', reason: 'is taken by another set of yours' }],
  })

const tooMany = () =>
  new AppError('conflict', `You have ${setsMax} sets, the limit. Delete one first.`)

async function hostsOf(viewer: Viewer, selected: Selected): Promise<number> {
  const { total } = await countTargets(viewer, selected, { include_offline: true })
  return total
}

async function setOf(viewer: Viewer, row: TargetSetRow): Promise<TargetSet> {
  const selected = Selected.parse(row.selected)
  const hosts_count_now = await hostsOf(viewer, selected)
  return { ...row, selected, hosts_count_now, created_at: row.created_at.toISOString() }
}

/** The viewer's own, by name. */
export async function listTargetSets(viewer: Viewer): Promise<TargetSet[]> {
  authorize(viewer, 'campaigns:run_saved', 'any')
  const sets: TargetSet[] = []
  // One after another: each count may walk the whole fleet.
  for (const row of await listStoredSets(viewer.user_id)) sets.push(await setOf(viewer, row))
  return sets
}

type Deed = { type: string; id: number; name: string; details: object; address: string }

function record(tx: Tx, viewer: Viewer, { type, id, name, details, address }: Deed): Promise<void> {
  return recordActivity(tx, viewer, {
    ...{ type, object_kind: 'target_set', object_id: id, object_name: name, address },
    details: { ...details },
  })
}

/** Keeps a selection. `conflict` naming `name` when the viewer has one of that name. */
export async function createTargetSet(
  viewer: Viewer,
  input: TargetSetInput,
  address: string,
): Promise<TargetSet> {
  const hosts_count = await hostsOf(viewer, input.selected)
  const row = await transaction('people', async (tx) => {
    const made = await insertTargetSet(tx, viewer.user_id, { ...input, hosts_count }, setsMax)
    if (!made) throw tooMany()
    const { id, name } = made
    await record(tx, viewer, { type: 'created_target_set', id, name, details: input, address })
    return made
  }).catch((error: unknown) => {
    throw isDuplicate(error) ? nameTaken(input.name) : error
  })
  return { ...(await setOf(viewer, row)), hosts_count }
}

/** Runs `change` on the viewer's set while it is held, or throws `not_found`. */
function onOwn<T>(
  viewer: Viewer,
  id: number,
  change: (tx: Tx, row: TargetSetRow) => Promise<T>,
): Promise<T> {
  authorize(viewer, 'campaigns:run_saved', 'any')
  return transaction('people', async (tx) => {
    const row = await findTargetSet(tx, viewer.user_id, id)
    if (!row) throw new AppError('not_found', 'You have no such set of targets')
    return change(tx, row)
  })
}

/** Renames a set, or keeps another selection under its name, counted anew. */
export async function editTargetSet(
  viewer: Viewer,
  id: number,
  patch: TargetSetPatch,
  address: string,
): Promise<TargetSet> {
  const counted = patch.selected && (await hostsOf(viewer, patch.selected))
  const row = await onOwn(viewer, id, async (tx, before) => {
    const { name = before.name, selected = before.selected } = patch
    const kept = { name, selected, hosts_count: counted ?? before.hosts_count }
    await updateTargetSet(tx, id, kept)
    await record(tx, viewer, { type: 'edited_target_set', id, name, details: patch, address })
    return { ...before, ...kept }
  }).catch((error: unknown) => {
    throw isDuplicate(error) ? nameTaken(patch.name ?? '') : error
  })
  return setOf(viewer, row)
}

export async function deleteTargetSet(viewer: Viewer, id: number, address: string): Promise<void> {
  await onOwn(viewer, id, async (tx, { name }) => {
    await removeTargetSet(tx, id)
    await record(tx, viewer, { type: 'deleted_target_set', id, name, details: {}, address })
  })
}
