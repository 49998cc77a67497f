// Acts on many packs at once: all or nothing, one revision each, one audit entry that counts the hosts.
// A pack that is already as asked is left alone and not counted.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { effectOfPacks, type HostEffect } from '@/lib/domain/pack-effect'
import { matchingPackIds } from '@/lib/domain/pack-listing'
import { saveContents, sealPacks } from '@/lib/domain/pack-saves'
import { authorize, teamScope } from '@/lib/domain/permissions'
import { type Tx, transaction } from '@/lib/store/db'
import {
  type LockedPack,
  listPacksLocked,
  removePacks,
  updatePacksDisabled,
  updatePackTags,
} from '@/lib/store/pack-bulk'
import { invalidField } from '@/lib/wire/errors'
import { bulkPacksMax, type PackBulk, type PackBulkReply } from '@/lib/wire/pack-listing'
import type { Viewer } from '@/lib/wire/roles'
import { tagsMax } from '@/lib/wire/tags'

type Deed = PackBulk['action']

async function chosenIds(viewer: Viewer, { ids, filter }: PackBulk): Promise<number[]> {
  if (ids) return [...new Set(ids)]
  const matching = filter ? await matchingPackIds(viewer, filter) : []
  if (matching.length > bulkPacksMax)
    throw invalidField(
      'filter',
      `matches ${matching.length} packs; at most ${bulkPacksMax} at once`,
    )
  return matching
}

/** The packs, each of which the viewer may change; an id that names nothing refuses them all. */
async function writable(tx: Tx, viewer: Viewer, ids: number[]): Promise<LockedPack[]> {
  authorize(viewer, 'packs:write', 'any')
  const packs = await listPacksLocked(tx, ids)
  const known = new Set(packs.map(({ id }) => id))
  const missing = ids.filter((id) => !known.has(id))
  if (missing.length > 0)
    throw invalidField('ids', `there is no pack ${missing.slice(0, 5).join(', ')}`)
  for (const pack of packs) authorize(viewer, 'packs:write', pack)
  return packs
}

function tagsAfter(pack: LockedPack, action: Deed, tags: readonly string[]): string[] {
  const kept = pack.tags.filter((tag) => !tags.includes(tag))
  const after = action === 'tag' ? [...kept, ...tags].sort() : kept
  if (after.length <= tagsMax) return after
  throw invalidField('tags', `${pack.name} would have ${after.length}; at most ${tagsMax}`)
}

function differs(pack: LockedPack, { action, tags = [] }: PackBulk): boolean {
  if (action === 'enable') return pack.disabled
  if (action === 'disable') return !pack.disabled
  if (action === 'delete') return true
  return action === 'tag'
    ? tags.some((tag) => !pack.tags.includes(tag))
    : tags.some((tag) => pack.tags.includes(tag))
}

async function write(tx: Tx, viewer: Viewer, packs: LockedPack[], bulk: PackBulk): Promise<void> {
  const { action, tags = [] } = bulk
  const ids = packs.map(({ id }) => id)
  if (action === 'delete') {
    await removePacks(tx, ids)
    await sealPacks(tx, [], viewer, 'deleted')
  } else if (action === 'tag' || action === 'untag') {
    const after = packs.map((pack) => ({ id: pack.id, tags: tagsAfter(pack, action, tags) }))
    await updatePackTags(tx, after)
  } else {
    const note = action === 'disable' ? 'switched off' : 'switched on'
    await saveContents(tx, ids, { author: viewer, note }, () =>
      updatePacksDisabled(tx, ids, action === 'disable'),
    )
  }
}

const activityTypes: Record<Deed, string> = {
  enable: 'enabled_packs',
  disable: 'disabled_packs',
  delete: 'deleted_packs',
  tag: 'tagged_packs',
  untag: 'untagged_packs',
}

type Done = { bulk: PackBulk; packs: LockedPack[]; hosts: number; address: string }

function record(tx: Tx, viewer: Viewer, { bulk, packs, hosts, address }: Done): Promise<void> {
  return recordActivity(tx, viewer, {
    type: activityTypes[bulk.action],
    object_kind: 'pack',
    object_name: packs.map(({ name }) => name).join(', '),
    hosts,
    details: {
      packs: packs.map(({ id, name }) => ({ id, name })),
      ...(bulk.tags ? { tags: bulk.tags } : {}),
    },
    address,
  })
}

const isAboutTags = ({ action }: Pick<PackBulk, 'action'>) => action === 'tag' || action === 'untag'

const countsOf = (packs: readonly LockedPack[]) => ({
  changed: packs.length,
  queries: packs.reduce((sum, { queries }) => sum + queries, 0),
})

const nobody: HostEffect = { hosts: 0, online: 0, offline: 0 }

/** Whom it reaches: hosts that would start, or that would stop. Tags reach nobody. */
function effectOf(
  viewer: Viewer,
  packs: readonly LockedPack[],
  action: Deed,
): Promise<HostEffect> | HostEffect {
  if (isAboutTags({ action })) return nobody
  const ids = packs.map(({ id }) => id)
  return effectOfPacks(ids, teamScope(viewer, 'hosts:read'), { ifOn: action === 'enable' })
}

/**
 * Does it to every pack chosen or to none. With `dry_run` only counts: what would change and, each
 * host once, whom that would reach.
 */
export async function changePacks(
  viewer: Viewer,
  bulk: PackBulk,
  address: string,
): Promise<PackBulkReply> {
  const ids = await chosenIds(viewer, bulk)
  const choose = async (tx: Tx) =>
    (await writable(tx, viewer, ids)).filter((pack) => differs(pack, bulk))
  const planned = await transaction('people', choose)
  const effect = await effectOf(viewer, planned, bulk.action)
  if (bulk.dry_run || planned.length === 0) return { ...countsOf(planned), ...effect }
  const changed = await transaction('people', async (tx) => {
    const packs = await choose(tx)
    await write(tx, viewer, packs, bulk)
    await record(tx, viewer, { bulk, packs, hosts: effect.hosts, address })
    return packs
  })
  if (!isAboutTags(bulk)) wake('configuration')
  return { ...countsOf(changed), ...effect }
}
