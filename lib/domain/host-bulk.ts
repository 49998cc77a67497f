// Acts on many hosts at once, all or nothing: rights over every one of them, one audit entry that names
// them all. A host that is already as asked is left alone and not counted.
import { recordChange, wake } from '@/lib/bus/bus'
import { type Confirmation, confirmNeeds, readConfirmation } from '@/lib/domain/campaign-confirm'
import { currentConfiguration } from '@/lib/domain/configuration'
import { type BulkEffect, effectOnHosts } from '@/lib/domain/host-effects'
import { recordOnHosts, removeHostsIn } from '@/lib/domain/host-removals'
import { meantBy } from '@/lib/domain/hosts'
import { lockManual, membershipTopics } from '@/lib/domain/label-members'
import { authorize, teamScope } from '@/lib/domain/permissions'
import { type Tx, transaction } from '@/lib/store/db'
import {
  type LockedHost,
  listHostIds,
  listMembersAmong,
  lockHosts,
  updateHostsTeam,
  updateRefetch,
} from '@/lib/store/hosts-bulk'
import { insertMembers, removeMembers } from '@/lib/store/label-members'
import { AppError, type FieldError, invalidField } from '@/lib/wire/errors'
import type { HostBulk, HostBulkReply } from '@/lib/wire/host-bulk'
import type { Viewer } from '@/lib/wire/roles'

async function chosenIds(viewer: Viewer, { ids, filter }: HostBulk): Promise<number[]> {
  const scope = teamScope(viewer, 'hosts:read')
  if (ids) return [...new Set(ids)]
  return filter ? listHostIds(scope, filter, await meantBy(filter)) : []
}

const rights = {
  label: 'hosts:read',
  unlabel: 'hosts:read',
  transfer: 'hosts:write',
  refetch: 'hosts:refetch',
  delete: 'hosts:write',
} as const

/** Both sides of a transfer, and the label of the others, before any host is read. */
async function authorizeObject(viewer: Viewer, { action, team_id }: HostBulk): Promise<void> {
  if (action === 'label' || action === 'unlabel')
    authorize(viewer, 'labels:write', { team_id: null })
  if (action !== 'transfer' || team_id === undefined) return
  authorize(viewer, 'hosts:write', { team_id })
  if (team_id === null) return
  const { source } = await currentConfiguration()
  if (!source.teams.some(({ id }) => id === team_id))
    throw invalidField('team_id', `there is no team ${team_id}`)
}

/** The hosts, over each of which the viewer has the right; an id that names nothing refuses them all. */
async function lockChosen(tx: Tx, viewer: Viewer, ids: number[], bulk: HostBulk) {
  const hosts = await lockHosts(tx, ids)
  for (const team_id of new Set(hosts.map((host) => host.team_id)))
    authorize(viewer, rights[bulk.action], { team_id })
  if (bulk.ids && hosts.length < ids.length) {
    const known = new Set(hosts.map(({ id }) => id))
    const unknown = ids.filter((id) => !known.has(id)).slice(0, 5)
    throw invalidField('ids', `there is no host ${unknown.join(', ')}`)
  }
  return hosts
}

/** Those that are not yet as asked. */
async function differing(tx: Tx, hosts: LockedHost[], bulk: HostBulk): Promise<LockedHost[]> {
  const { action, team_id = null, label_id = 0 } = bulk
  if (action === 'transfer') return hosts.filter((host) => host.team_id !== team_id)
  if (action !== 'label' && action !== 'unlabel') return hosts
  const members = await listMembersAmong(
    tx,
    label_id,
    hosts.map(({ id }) => id),
  )
  return hosts.filter(({ id }) => members.has(id) !== (action === 'label'))
}

/** Writes the act; returns what to wake after the commit. */
async function write(tx: Tx, viewer: Viewer, hosts: LockedHost[], bulk: HostBulk) {
  const { action, team_id = null, label_id = 0 } = bulk
  const ids = hosts.map(({ id }) => id)
  if (action === 'delete') return removeHostsIn(tx, hosts)
  if (action === 'transfer') await updateHostsTeam(tx, hosts, { team_id, by: viewer.name })
  if (action === 'refetch') await updateRefetch(tx, ids)
  if (action === 'label') await insertMembers(tx, label_id, ids, viewer.user_id)
  if (action === 'unlabel') await removeMembers(tx, label_id, ids)
  const topics = membershipTopics(ids).filter(
    (topic) => action !== 'refetch' || topic !== 'configuration',
  )
  for (const topic of topics) await recordChange(tx, topic)
  return topics
}

const activityTypes = {
  label: 'labelled_hosts',
  unlabel: 'unlabelled_hosts',
  transfer: 'transferred_hosts',
  refetch: 'refetched_hosts',
  delete: 'deleted_hosts',
} as const

function detailsOf(hosts: readonly LockedHost[], { action, team_id }: HostBulk, label?: string) {
  if (action === 'transfer')
    return { was: { team_ids: [...new Set(hosts.map((host) => host.team_id))] }, is: { team_id } }
  return label === undefined ? {} : { label }
}

/** `listed`: whoever asks has named each host, which says more than their number would. */
type Sure = Confirmation & { listed: boolean }

/** Throws what the number of hosts still lacks: the typed number, and a password proved lately. */
function refuseUnsure(viewer: Viewer, sure: Sure, hosts: number): void {
  const { typed, listed } = sure
  if (typed !== undefined && typed !== hosts) {
    const reason = `${hosts} hosts are meant now, not ${typed}`
    throw new AppError('conflict', reason, { errors: [{ name: 'confirm', reason }] })
  }
  const { needed, password } = confirmNeeds(viewer, sure, hosts)
  const errors: FieldError[] = []
  if (needed && typed === undefined && !listed)
    errors.push({ name: 'confirm', reason: `type how many hosts are meant: ${hosts}` })
  if (password) errors.push({ name: 'password', reason: 'give your password again' })
  if (errors.length === 0) return
  const message = `${hosts} hosts are many: ${errors.map(({ reason }) => reason).join(', and ')}`
  throw new AppError('forbidden', message, { errors })
}

/** Asking for vitals harms nobody, so no number is typed for it. */
const isHarmless = ({ action }: HostBulk) => action === 'refetch'

type Planned = { chosen: number; hosts: LockedHost[]; sure: Sure; effect: BulkEffect }

function replyOf(viewer: Viewer, bulk: HostBulk, planned: Planned): HostBulkReply {
  const { chosen, hosts, sure, effect } = planned
  const online = hosts.filter((host) => host.online).length
  const none = { needed: false, hosts: hosts.length, password: false }
  return {
    changed: hosts.length,
    online,
    offline: hosts.length - online,
    unchanged: chosen - hosts.length,
    ...effect,
    confirm: isHarmless(bulk) ? none : confirmNeeds(viewer, sure, hosts.length),
  }
}

/**
 * Does it to every host chosen or to none. With `dry_run` only says what would change. Above the
 * organisation's threshold a person types the number and has proved the password lately.
 */
export async function changeHosts(
  viewer: Viewer,
  bulk: HostBulk,
  address: string,
  { listed = false } = {},
): Promise<HostBulkReply> {
  await authorizeObject(viewer, bulk)
  const ids = await chosenIds(viewer, bulk)
  const confirmation = await readConfirmation(viewer, { all: false, confirm: bulk.confirm })
  const sure = { ...confirmation, listed }
  const choose = async (tx: Tx) => {
    const { label_id } = bulk
    const label = label_id === undefined ? undefined : await lockManual(tx, label_id)
    return { label, hosts: await differing(tx, await lockChosen(tx, viewer, ids, bulk), bulk) }
  }
  // A list is told nothing of its effect, so that is not counted either.
  const plan = listed ? { hosts: [] } : await transaction('people', choose)
  const effect = await effectOnHosts(
    viewer,
    plan.hosts.map(({ id }) => id),
    bulk,
  )
  const planned = { chosen: ids.length, hosts: plan.hosts, sure, effect }
  if (bulk.dry_run || (plan.hosts.length === 0 && !listed)) return replyOf(viewer, bulk, planned)
  const done = await transaction('people', async (tx) => {
    const { label, hosts } = await choose(tx)
    if (!isHarmless(bulk)) refuseUnsure(viewer, sure, hosts.length)
    const topics = await write(tx, viewer, hosts, bulk)
    const type = activityTypes[bulk.action]
    const details = detailsOf(hosts, bulk, label)
    if (hosts.length > 0) await recordOnHosts(tx, viewer, hosts, { type, details, address })
    return { hosts, topics }
  })
  for (const topic of done.topics) wake(topic)
  return replyOf(viewer, bulk, { ...planned, hosts: done.hosts })
}

const one = (id: number, action: 'refetch' | 'delete'): HostBulk => ({
  ids: [id],
  action,
  dry_run: false,
})

/** Asks the host for its vitals at its next read. */
export async function refetchHost(viewer: Viewer, id: number, address: string): Promise<void> {
  await changeHosts(viewer, one(id, 'refetch'), address).catch(unknownHost)
}

/** Deletes a host and what it reported. Its agent is told to enrol anew. */
export async function deleteHost(viewer: Viewer, id: number, address: string): Promise<void> {
  await changeHosts(viewer, one(id, 'delete'), address).catch(unknownHost)
}

function unknownHost(error: unknown): never {
  if (error instanceof AppError && error.code === 'invalid')
    throw new AppError('not_found', 'There is no such host')
  throw error
}

/** Moves hosts to a team (null: none). Rights are needed over every host and over the team. */
export async function transferHosts(
  viewer: Viewer,
  { team_id, hosts }: { team_id: number | null; hosts: number[] },
  address: string,
): Promise<void> {
  const bulk: HostBulk = { ids: hosts, action: 'transfer', team_id, dry_run: false }
  await changeHosts(viewer, bulk, address, { listed: true })
}
