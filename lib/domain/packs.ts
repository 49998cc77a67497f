// Packs: what may be saved, who is told, and what every save leaves behind: a revision, an audit entry
// and a new configuration version, in one transaction.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { sealConfiguration } from '@/lib/domain/configuration-limits'
import { countReached } from '@/lib/domain/pack-reach'
import { type Saved, saveContents, sealPacks } from '@/lib/domain/pack-saves'
import { writeQueries, writeTargets } from '@/lib/domain/pack-writes'
import { authorize, authorizeSight, isInScope, teamScope } from '@/lib/domain/permissions'
import { hostsByRevision, sumOfHosts } from '@/lib/domain/revision-hosts'
import { requireTeam } from '@/lib/domain/teams'
import { isDuplicate, transaction } from '@/lib/store/db'
import { listHostNames } from '@/lib/store/host-names'
import {
  findPack,
  findPackIdByName,
  insertPack,
  listPacks as listStoredPacks,
  type PackListing,
  removePack,
  updatePack,
} from '@/lib/store/packs'
import { AppError } from '@/lib/wire/errors'
import { cutText } from '@/lib/wire/osquery'
import type { FieldValue } from '@/lib/wire/pack-diff'
import type { Pack, PackInput, PackPatch } from '@/lib/wire/packs'
import type { Viewer } from '@/lib/wire/roles'

export const packNameTaken = (name: string) =>
  new AppError('conflict', `There is already a pack named ${name}`, {
    errors: [{ name: 'name', reason: 'is taken by another pack' }],
  })

/** A pack without the counts of its hosts. */
export type OpenPack = Omit<Pack, 'total_hosts_count' | 'hosts_by_revision'>

/** Packs without the names of hosts and teams that the viewer may not see; their ids stay. */
export async function withTargetsSeen<P extends OpenPack>(
  viewer: Viewer,
  packs: P[],
): Promise<P[]> {
  const hostIds = packs.flatMap(({ host_ids }) => host_ids)
  const scope = teamScope(viewer, 'hosts:read')
  const isAllSeen = 'all' in scope || hostIds.length === 0
  const seen = isAllSeen ? null : await listHostNames(scope, hostIds)
  const seenIds = new Set(seen?.map(({ id }) => id))
  const teams = teamScope(viewer, 'teams:read')
  return packs.map((pack) => ({
    ...pack,
    hosts: seen ? pack.hosts.filter(({ id }) => seenIds.has(id)) : pack.hosts,
    teams: pack.teams.filter(({ id }) => isInScope(teams, id)),
  }))
}

/** The pack for a viewer who may read it, or `not_found`. */
export async function openPack(viewer: Viewer, id: number): Promise<OpenPack> {
  const pack = await findPack(id)
  if (!pack) throw new AppError('not_found', 'There is no such pack')
  authorizeSight(viewer, 'packs', pack)
  const [seen = pack] = await withTargetsSeen(viewer, [pack])
  return seen
}

/** The same for a viewer who may also change it. */
export async function openPackToWrite(viewer: Viewer, id: number): Promise<OpenPack> {
  const pack = await openPack(viewer, id)
  authorize(viewer, 'packs:write', pack)
  return pack
}

/** The pack with the hosts in view that it reaches now, by the revision they run, or `not_found`. */
export async function readPack(viewer: Viewer, id: number): Promise<Pack> {
  const pack = await openPack(viewer, id)
  const running = await hostsByRevision([id], teamScope(viewer, 'hosts:read'))
  const hosts_by_revision = running.get(id) ?? []
  return { ...pack, total_hosts_count: sumOfHosts(hosts_by_revision), hosts_by_revision }
}

/** The pack of that name, or `not_found`. */
export async function readPackByName(viewer: Viewer, name: string): Promise<Pack> {
  const id = await findPackIdByName(name)
  if (id === null) throw new AppError('not_found', 'There is no such pack')
  return readPack(viewer, id)
}

/** A page of packs the viewer may see, each with the number of hosts in view that it reaches now. */
export async function listPacks(
  viewer: Viewer,
  listing: PackListing,
): Promise<{ packs: Pack[]; count: number }> {
  const { packs, count } = await listStoredPacks(teamScope(viewer, 'packs:read'), listing)
  const ids = packs.map(({ id }) => id)
  const reached = await countReached(ids, teamScope(viewer, 'hosts:read'))
  const told = packs.map((pack) => ({
    ...pack,
    total_hosts_count: reached.get(pack.id)?.hosts ?? 0,
  }))
  return { packs: await withTargetsSeen(viewer, told), count }
}

/** Makes a pack with its targets and queries. `conflict` when the name is taken. */
export async function createPack(viewer: Viewer, input: PackInput, address: string): Promise<Pack> {
  authorize(viewer, 'packs:write', input)
  await requireTeam(input.team_id)
  const { queries, note, ...fields } = input
  const id = await transaction('people', async (tx) => {
    const packId = await insertPack(tx, fields)
    await writeTargets(tx, packId, fields)
    await writeQueries(tx, { id: packId, team_id: input.team_id }, queries)
    await sealPacks(tx, [packId], viewer, note)
    await recordActivity(tx, viewer, {
      type: 'created_pack',
      object_kind: 'pack',
      object_id: packId,
      object_name: input.name,
      details: { ...input, queries: audited(queries) },
      address,
    })
    return packId
  }).catch((error) => {
    throw isDuplicate(error) ? packNameTaken(input.name) : error
  })
  wake('configuration')
  return readPack(viewer, id)
}

/** Long SQL is cut in the audit trail; revisions hold all of it. */
const auditedSqlMax = 2_000

const audited = <Q extends { query?: string | undefined }>(queries: readonly Q[]) =>
  queries.map((query) =>
    query.query === undefined ? query : { ...query, query: cutText(query.query, auditedSqlMax) },
  )

/** What the audit trail keeps of a save: what differs, not the whole. */
export function savedDetails(saved: Saved | undefined, note: string): Record<string, unknown> {
  if (!saved) return {}
  const { revision, released, diff } = saved
  const { added, removed, changed } = diff.queries
  const cut = (value: FieldValue) =>
    typeof value === 'string' ? cutText(value, auditedSqlMax) : value
  const cutFields = changed.map((change) => ({
    ...change,
    fields: change.fields.map(({ field, from, to }) => ({ field, from: cut(from), to: cut(to) })),
  }))
  const queries = { added: audited(added), removed: audited(removed), changed: cutFields }
  return { revision, released, ...(note === '' ? {} : { note }), diff: { ...diff, queries } }
}

/**
 * Changes the fields given; `queries` is the whole list. A difference that hosts could notice makes a
 * revision, and `release: false` or a rollout under way makes it a draft. `conflict` when somebody saved
 * a revision after `base_revision`, or when the name is taken.
 */
export async function editPack(
  viewer: Viewer,
  id: number,
  patch: PackPatch,
  address: string,
): Promise<Pack> {
  const before = await openPackToWrite(viewer, id)
  const { queries, note = '', release, base_revision, ...fields } = patch
  const wanted = release === undefined ? undefined : release ? 'now' : 'later'
  const save = { author: viewer, note, release: wanted, base_revision } as const
  await transaction('people', async (tx) => {
    const saved = await saveContents(tx, [id], save, async () => {
      await updatePack(tx, id, fields)
      await writeTargets(tx, id, fields)
      if (queries) await writeQueries(tx, before, queries)
    })
    const { name, description, tags } = patch
    await recordActivity(tx, viewer, {
      type: 'edited_pack',
      object_kind: 'pack',
      object_id: id,
      object_name: name ?? before.name,
      details: { name, description, tags, ...savedDetails(saved.get(id), note) },
      address,
    })
  }).catch((error) => {
    throw isDuplicate(error) ? packNameTaken(patch.name ?? before.name) : error
  })
  wake('configuration')
  return readPack(viewer, id)
}

/** Deletes a pack; its stored results stay. */
export async function deletePack(viewer: Viewer, id: number, address: string): Promise<void> {
  const pack = await readPack(viewer, id)
  authorize(viewer, 'packs:write', pack)
  await transaction('people', async (tx) => {
    await removePack(tx, id)
    await sealConfiguration(tx)
    await recordActivity(tx, viewer, {
      type: 'deleted_pack',
      object_kind: 'pack',
      object_id: id,
      object_name: pack.name,
      hosts: pack.total_hosts_count,
      address,
    })
  })
  wake('configuration')
}
