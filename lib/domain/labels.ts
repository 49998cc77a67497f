// Labels: built in (by what agents report), by SQL (asked of hosts), by hand (a list).
import { recordChange, wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { platformRuns } from '@/lib/domain/agent-rules'
import { authorize, teamScope } from '@/lib/domain/permissions'
import { isDuplicate, type Tx, transaction } from '@/lib/store/db'
import {
  findLabel,
  insertLabel,
  listLabels as listStoredLabels,
  raiseLabelsVersion,
  removeForeignMembers,
  removeLabel,
  replaceMembers,
  updateLabel,
} from '@/lib/store/labels'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { Label, LabelInput, LabelListQuery, LabelPatch } from '@/lib/wire/labels'
import { platforms } from '@/lib/wire/platforms'
import type { Viewer } from '@/lib/wire/roles'

export function listLabels(
  viewer: Viewer,
  listing: LabelListQuery,
): Promise<{ labels: Label[]; count: number }> {
  authorize(viewer, 'labels:read', 'any')
  return listStoredLabels(teamScope(viewer, 'hosts:read'), listing)
}

export async function readLabel(viewer: Viewer, id: number): Promise<Label> {
  authorize(viewer, 'labels:read', { team_id: null })
  const label = await findLabel(teamScope(viewer, 'hosts:read'), id)
  if (!label) throw new AppError('not_found', 'There is no such label')
  return label
}

async function writeMembers(tx: Tx, id: number, hostIds: number[]): Promise<void> {
  const unknown = await replaceMembers(tx, id, hostIds)
  if (unknown.length > 0)
    throw invalidField('host_ids', `there is no host ${unknown.slice(0, 5).join(', ')}`)
}

type Save = { viewer: Viewer; type: string; name: string; details: object; address: string }

/** One save of a label: its rows, an audit entry, and the word that memberships may have moved. */
async function save(
  { viewer, type, name, details, address }: Save,
  write: (tx: Tx) => Promise<number>,
): Promise<number> {
  authorize(viewer, 'labels:write', { team_id: null })
  const id = await transaction('people', async (tx) => {
    const written = await write(tx)
    await raiseLabelsVersion(tx)
    for (const topic of ['labels', 'hosts', 'configuration']) await recordChange(tx, topic)
    await recordActivity(tx, viewer, {
      type,
      object_kind: 'label',
      object_id: written,
      object_name: name,
      details: { ...details },
      address,
    })
    return written
  }).catch((error) => {
    if (!isDuplicate(error)) throw error
    throw new AppError('conflict', `There is already a label named ${name}`, {
      errors: [{ name: 'name', reason: 'is taken by another label' }],
    })
  })
  for (const topic of ['labels', 'hosts', 'configuration']) wake(topic)
  return id
}

/** Makes a label. One by SQL is asked of online hosts at their next read. */
export async function createLabel(
  viewer: Viewer,
  input: LabelInput,
  address: string,
): Promise<Label> {
  const { name } = input
  const id = await save(
    { viewer, type: 'created_label', name, details: input, address },
    async (tx) => {
      const labelId = await insertLabel(tx, input)
      if (input.host_ids) await writeMembers(tx, labelId, input.host_ids)
      return labelId
    },
  )
  return readLabel(viewer, id)
}

function refuseBuiltIn({ label_type }: Label): void {
  if (label_type === 'builtin')
    throw new AppError('forbidden', 'Built-in labels follow what hosts report; they do not change')
}

/** Changes the fields given. Members cannot be listed for a label by SQL, nor SQL set for one by hand. */
export async function editLabel(
  viewer: Viewer,
  id: number,
  patch: LabelPatch,
  address: string,
): Promise<Label> {
  const label = await readLabel(viewer, id)
  refuseBuiltIn(label)
  const manual = label.label_membership_type === 'manual'
  if (manual && patch.query !== undefined)
    throw invalidField('query', 'the members of this label are listed by hand')
  if (!manual && patch.host_ids !== undefined)
    throw invalidField('host_ids', 'the members of this label are found by its SQL')
  const name = patch.name ?? label.name
  const deed = { viewer, type: 'edited_label', name, details: patch, address }
  await save(deed, async (tx) => {
    await updateLabel(tx, id, patch)
    if (patch.host_ids) await writeMembers(tx, id, patch.host_ids)
    const { platform } = patch
    if (!manual && platform !== undefined)
      await removeForeignMembers(
        tx,
        id,
        platforms.filter((one) => platformRuns(platform, one)),
      )
    return id
  })
  return readLabel(viewer, id)
}

/** Deletes a label. Refused while packs use it, naming them. */
export async function deleteLabel(viewer: Viewer, id: number, address: string): Promise<void> {
  const label = await readLabel(viewer, id)
  refuseBuiltIn(label)
  if (label.packs.length > 0) {
    const names = label.packs.map(({ name }) => name).join(', ')
    throw new AppError('conflict', `The label is used by: ${names}`, {
      errors: [{ name: 'id', reason: `is used by: ${names}` }],
    })
  }
  const { name } = label
  await save({ viewer, type: 'deleted_label', name, details: {}, address }, async (tx) => {
    await removeLabel(tx, id)
    return id
  })
}
