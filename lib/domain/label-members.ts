// Who is in a label by hand, and changes of that. Labels by SQL and built-in ones follow hosts alone.
import { recordChange, wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { authorize } from '@/lib/domain/permissions'
import { type Tx, transaction } from '@/lib/store/db'
import {
  findHostsIdentified,
  insertMembers,
  listUnknownHosts,
  lockLabel,
  removeMembers,
} from '@/lib/store/label-members'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { LabelHostsInput, LabelHostsReply } from '@/lib/wire/labels'
import type { Viewer } from '@/lib/wire/roles'

/** Above this many hosts memory forgets all of them at once. */
const namedHosts = 200
const audited = 100

/** What tells the agents' door and configurations that memberships of these hosts moved. */
export function membershipTopics(hostIds: readonly number[]): string[] {
  if (hostIds.length === 0) return []
  if (hostIds.length > namedHosts) return ['hosts', 'configuration']
  return [...hostIds.map((id) => `hosts:${id}`), 'configuration']
}

type Meant = Pick<LabelHostsReply, 'unknown' | 'ambiguous'> & { ids: number[] }

/** Whom pasted identifiers mean. One that means several hosts means none: nobody can tell which. */
export async function hostsMeant(tx: Tx, identifiers: readonly string[]): Promise<Meant> {
  const given = [...new Set(identifiers.map((text) => text.trim()).filter(Boolean))]
  const none = new Map<string, number[]>()
  const found = given.length > 0 ? await findHostsIdentified(tx, given) : none
  const meant: Meant = { ids: [], unknown: [], ambiguous: [] }
  for (const identifier of given) {
    const ids = found.get(identifier) ?? []
    if (ids.length === 0) meant.unknown.push(identifier)
    else if (ids.length > 1) meant.ambiguous.push({ identifier, hosts: ids.length })
    else meant.ids.push(...ids)
  }
  return meant
}

/** The name of a label by hand, held until the transaction ends; `conflict` for any other. */
export async function lockManual(tx: Tx, id: number): Promise<string> {
  const label = await lockLabel(tx, id)
  if (!label) throw new AppError('not_found', 'There is no such label')
  if (label.kind === 'manual') return label.name
  const why = label.kind === 'sql' ? 'are found by its SQL' : 'follow what hosts report'
  throw new AppError('conflict', `The members of ${label.name} ${why}; nobody lists them`)
}

/**
 * Adds hosts to a label by hand and takes others out, in one transaction. Ids that name no host refuse
 * it all; identifiers that mean none, or several, are told and passed over.
 */
export async function changeMembers(
  viewer: Viewer,
  id: number,
  { add, remove, identifiers }: LabelHostsInput,
  address: string,
): Promise<LabelHostsReply> {
  authorize(viewer, 'labels:write', { team_id: null })
  const { topics, reply } = await transaction('people', async (tx) => {
    const name = await lockManual(tx, id)
    const unknownIds = await listUnknownHosts(tx, add)
    if (unknownIds.length > 0)
      throw invalidField('add', `there is no host ${unknownIds.slice(0, 5).join(', ')}`)
    const { ids, ...told } = await hostsMeant(tx, identifiers)
    const added = await insertMembers(tx, id, [...new Set([...add, ...ids])], viewer.user_id)
    const removed = await removeMembers(tx, id, remove)
    const moved = [...added, ...removed]
    const topics = membershipTopics(moved)
    for (const topic of topics) await recordChange(tx, topic)
    const details = { added: added.slice(0, audited), removed: removed.slice(0, audited) }
    if (moved.length > 0)
      await recordActivity(tx, viewer, {
        ...{ type: 'changed_label_hosts', object_kind: 'label', object_id: id, object_name: name },
        hosts: moved.length,
        details: { ...details, added_hosts: added.length, removed_hosts: removed.length },
        address,
      })
    return { topics, reply: { added: added.length, removed: removed.length, ...told } }
  })
  for (const topic of topics) wake(topic)
  return reply
}
