// Labels: built in (by what agents report), by SQL (asked of hosts), by hand (a list).
import { recordChange, wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { platformRuns } from '@/lib/domain/agent-rules'
import { hostsMeant } from '@/lib/domain/label-members'
import { usersInWords, usersOf } from '@/lib/domain/label-users'
import { authorize, authorizeSight, teamScope } from '@/lib/domain/permissions'
import { isDuplicate, type Tx, transaction } from '@/lib/store/db'
import { listMembers } from '@/lib/store/label-members'
import {
  findCoverage,
  findLabel,
  insertLabel,
  type LabelReader,
  listLabels as listStoredLabels,
  raiseLabelsVersion,
  removeForeignMembers,
  removeLabel,
  replaceMembers,
  updateLabel,
} from '@/lib/store/labels'
import { AppError, invalidField } from '@/lib/wire/errors'
import type {
  Label,
  LabelDetail,
  LabelInput,
  LabelListQuery,
  LabelMade,
  LabelMember,
  LabelMembersQuery,
  LabelPatch,
  LabelUsers,
} from '@/lib/wire/labels'
import { platforms } from '@/lib/wire/platforms'
import type { Viewer } from '@/lib/wire/roles'

function readerOf(viewer: Viewer): LabelReader {
  return {
    hosts: teamScope(viewer, 'hosts:read'),
    packs: teamScope(viewer, 'packs:read'),
    user_id: viewer.user_id,
  }
}

export function listLabels(
  viewer: Viewer,
  listing: LabelListQuery,
): Promise<{ labels: Label[]; count: number }> {
  authorize(viewer, 'labels:read', 'any')
  return listStoredLabels(readerOf(viewer), listing)
}

/** The platforms that a label is asked of. */
export const platformsOf = (platform: string) =>
  platforms.filter((one) => platformRuns(platform, one))

export async function readLabel(viewer: Viewer, id: number): Promise<LabelDetail> {
  authorizeSight(viewer, 'labels', { team_id: null })
  const reader = readerOf(viewer)
  const label = await findLabel(reader, id)
  if (!label) throw new AppError('not_found', 'There is no such label')
  const coverage = await findCoverage(reader.hosts, id, platformsOf(label.platform))
  return { ...label, coverage }
}

async function writeMembers(tx: Tx, viewer: Viewer, id: number, hostIds: number[]): Promise<void> {
  const unknown = await replaceMembers(tx, id, hostIds, viewer.user_id)
  if (unknown.length > 0)
    throw invalidField('host_ids', `there is no host ${unknown.slice(0, 5).join(', ')}`)
}

type Save = {
  viewer: Viewer
  type: string
  name: string
  details: object
  address: string
  /** Its SQL is new or changed, so hosts are asked at their next read. */
  asks: boolean
}

const topics = ['labels', 'hosts', 'configuration']

/** One save of a label: its rows, an audit entry, and the word that memberships may have moved. */
async function save<T>(
  { viewer, type, name, details, address, asks }: Save,
  write: (tx: Tx) => Promise<{ id: number } & T>,
): Promise<{ id: number } & T> {
  authorize(viewer, 'labels:write', { team_id: null })
  const saved = await transaction('people', async (tx) => {
    const written = await write(tx)
    if (asks) await raiseLabelsVersion(tx)
    for (const topic of topics) await recordChange(tx, topic)
    await recordActivity(tx, viewer, {
      ...{ type, object_kind: 'label', object_id: written.id, object_name: name, address },
      details: { ...details },
    })
    return written
  }).catch((error) => {
    if (!isDuplicate(error)) throw error
    throw new AppError('conflict', `There is already a label named ${name}`, {
      errors: [{ name: 'name', reason: 'is taken by another label' }],
    })
  })
  for (const topic of topics) wake(topic)
  return saved
}

const audited = 100

/** The input as the audit keeps it: long lists are counted. */
function detailsOf({
  host_ids,
  identifiers,
  ...given
}: LabelInput | (LabelPatch & { identifiers?: undefined })) {
  return {
    ...given,
    ...(host_ids ? { host_ids: host_ids.slice(0, audited), hosts: host_ids.length } : {}),
    ...(identifiers ? { identifiers: identifiers.slice(0, audited) } : {}),
  }
}

/** Makes a label, and says which identifiers meant nobody. One by SQL is asked of online hosts at their next read. */
export async function makeLabel(
  viewer: Viewer,
  input: LabelInput,
  address: string,
): Promise<LabelMade> {
  const { name } = input
  const asks = input.query !== undefined
  const deed = { viewer, type: 'created_label', name, details: detailsOf(input), address, asks }
  const { id, unknown, ambiguous } = await save(deed, async (tx) => {
    const made = await insertLabel(tx, input)
    const { ids, ...told } = await hostsMeant(tx, input.identifiers ?? [])
    const members = [...new Set([...(input.host_ids ?? []), ...ids])]
    if (members.length > 0) await writeMembers(tx, viewer, made, members)
    return { id: made, ...told }
  })
  return { label: await readLabel(viewer, id), unknown, ambiguous }
}

export async function createLabel(
  viewer: Viewer,
  input: LabelInput,
  address: string,
): Promise<LabelDetail> {
  return (await makeLabel(viewer, input, address)).label
}

function refuseBuiltIn({ label_type }: Label): void {
  if (label_type === 'builtin')
    throw new AppError('forbidden', 'Built-in labels follow what hosts report; they do not change')
}

function refuseForeignFields(manual: boolean, patch: LabelPatch): void {
  if (manual && patch.query !== undefined)
    throw invalidField('query', 'the members of this label are listed by hand')
  if (!manual && patch.host_ids !== undefined)
    throw invalidField('host_ids', 'the members of this label are found by its SQL')
}

/** What a patch changes indeed: naming the same text or platform again asks nobody anew. */
function changesOf(label: Label, patch: LabelPatch): LabelPatch {
  const { query, platform, ...rest } = patch
  return {
    ...rest,
    ...(query !== undefined && query !== label.query ? { query } : {}),
    ...(platform !== undefined && platform !== label.platform ? { platform } : {}),
  }
}

/** Changes the fields given. Members cannot be listed for a label by SQL, nor SQL set for one by hand. */
export async function editLabel(
  viewer: Viewer,
  id: number,
  patch: LabelPatch,
  address: string,
): Promise<LabelDetail> {
  const label = await readLabel(viewer, id)
  refuseBuiltIn(label)
  const manual = label.label_membership_type === 'manual'
  refuseForeignFields(manual, patch)
  const changes = changesOf(label, patch)
  const { platform, query, host_ids } = changes
  const asks = !manual && (query !== undefined || platform !== undefined)
  const was = query === undefined ? {} : { was: { query: label.query } }
  const details = { ...detailsOf(changes), ...was }
  const deed = { viewer, type: 'edited_label', name: patch.name ?? label.name, details, address }
  await save({ ...deed, asks }, async (tx) => {
    await updateLabel(tx, id, changes)
    if (host_ids) await writeMembers(tx, viewer, id, host_ids)
    if (!manual && platform !== undefined) await removeForeignMembers(tx, id, platformsOf(platform))
    return { id }
  })
  return readLabel(viewer, id)
}

/** Deletes a label. Refused while anything uses it, naming what, and what each pack would lose. */
export async function deleteLabel(viewer: Viewer, id: number, address: string): Promise<void> {
  const label = await readLabel(viewer, id)
  authorize(viewer, 'labels:write', { team_id: null })
  refuseBuiltIn(label)
  const errors = usersInWords(await usersOf(viewer, label))
  if (errors.length > 0) {
    const words = errors.map(({ reason }) => reason).join('; ')
    throw new AppError('conflict', `The label is used by: ${words}`, { errors })
  }
  const { name } = label
  const deed = { viewer, type: 'deleted_label', name, details: {}, address, asks: false }
  await save(deed, async (tx) => {
    await removeLabel(tx, id)
    return { id }
  })
}

/** Who relies on a label, with the hosts that each pack would lose and gain without it. */
export async function readLabelUsers(viewer: Viewer, id: number): Promise<LabelUsers> {
  return usersOf(viewer, await readLabel(viewer, id))
}

/** Hosts in view and what the label says of each. */
export async function listLabelMembers(
  viewer: Viewer,
  id: number,
  listing: LabelMembersQuery,
): Promise<{ members: LabelMember[]; count: number }> {
  const { platform } = await readLabel(viewer, id)
  return listMembers(teamScope(viewer, 'hosts:read'), id, listing, platformsOf(platform))
}
