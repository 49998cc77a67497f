// Packs: what may be saved, who is told, and what every save leaves behind: a revision, an audit entry
// and a new configuration version, in one transaction.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { sealConfiguration } from '@/lib/domain/configuration-limits'
import { countReached } from '@/lib/domain/pack-reach'
import { authorize, teamScope } from '@/lib/domain/permissions'
import { isDuplicate, type Tx, transaction } from '@/lib/store/db'
import { appendRevisions, findFullNameCollisions } from '@/lib/store/pack-queries'
import {
  findPack,
  findPackIdByName,
  insertPack,
  listPacks as listStoredPacks,
  type PackListing,
  removePack,
  replaceTargets,
  type TargetColumn,
  updatePack,
} from '@/lib/store/packs'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { Pack, PackInput, PackPatch } from '@/lib/wire/packs'
import type { Viewer } from '@/lib/wire/roles'

const targetFields = {
  label_ids: { kind: 'label', exclude: false },
  host_ids: { kind: 'host', exclude: false },
  team_ids: { kind: 'team', exclude: false },
  exclude_label_ids: { kind: 'label', exclude: true },
  exclude_host_ids: { kind: 'host', exclude: true },
} as const satisfies Record<string, Omit<TargetColumn, 'ids'>>

type TargetField = keyof typeof targetFields
type Targets = { [Field in TargetField]?: number[] | undefined }

const targetFieldNames = Object.keys(targetFields) as TargetField[]

/** Replaces the kinds of target given; an id that names nothing is refused under its field. */
export async function writeTargets(tx: Tx, packId: number, targets: Targets): Promise<void> {
  for (const field of targetFieldNames) {
    const ids = targets[field]
    if (ids === undefined) continue
    const unknown = await replaceTargets(tx, packId, { ...targetFields[field], ids })
    if (unknown.length > 0)
      throw invalidField(field, `there is no ${unknown.slice(0, 5).join(', ')}`)
  }
}

/**
 * What every save of packs ends with, in its transaction: names that agents could confuse and
 * configurations that agents would drop are refused; a revision is written and everyone is told.
 */
export async function sealPacks(
  tx: Tx,
  packIds: number[],
  author: Viewer | null,
  note: string,
): Promise<void> {
  for (const id of packIds) {
    const [collision] = await findFullNameCollisions(tx, id)
    if (collision) {
      const { full_name, pack, query } = collision
      throw new AppError(
        'conflict',
        `"pack/${full_name}" would also be query ${query} of ${pack}`,
        {
          errors: [
            { name: 'name', reason: `agents would report it as pack/${full_name}, as ${pack}` },
          ],
        },
      )
    }
  }
  await appendRevisions(tx, packIds, author?.user_id ?? null, note)
  await sealConfiguration(tx, packIds)
}

const nameTaken = (name: string) =>
  new AppError('conflict', `There is already a pack named ${name}`, {
    errors: [{ name: 'name', reason: 'is taken by another pack' }],
  })

/** The pack with the number of hosts it reaches now, or `not_found`. */
export async function readPack(viewer: Viewer, id: number): Promise<Pack> {
  const pack = await findPack(id)
  if (!pack) throw new AppError('not_found', 'There is no such pack')
  authorize(viewer, 'packs:read', pack)
  return { ...pack, total_hosts_count: (await countReached([id])).get(id) ?? 0 }
}

/** The pack of that name, or `not_found`. */
export async function readPackByName(viewer: Viewer, name: string): Promise<Pack> {
  const id = await findPackIdByName(name)
  if (id === null) throw new AppError('not_found', 'There is no such pack')
  return readPack(viewer, id)
}

/** A page of packs the viewer may see, each with the number of hosts it reaches now. */
export async function listPacks(
  viewer: Viewer,
  listing: PackListing,
): Promise<{ packs: Pack[]; count: number }> {
  const { packs, count } = await listStoredPacks(teamScope(viewer, 'packs:read'), listing)
  const reached = await countReached(packs.map(({ id }) => id))
  return {
    packs: packs.map((pack) => ({ ...pack, total_hosts_count: reached.get(pack.id) ?? 0 })),
    count,
  }
}

/** Makes a pack with its targets. `conflict` when the name is taken. */
export async function createPack(viewer: Viewer, input: PackInput, address: string): Promise<Pack> {
  authorize(viewer, 'packs:write', input)
  const id = await transaction('people', async (tx) => {
    const packId = await insertPack(tx, input)
    await writeTargets(tx, packId, input)
    await sealPacks(tx, [packId], viewer, 'created')
    await recordActivity(tx, viewer, {
      type: 'created_pack',
      object_kind: 'pack',
      object_id: packId,
      object_name: input.name,
      details: { ...input },
      address,
    })
    return packId
  }).catch((error) => {
    throw isDuplicate(error) ? nameTaken(input.name) : error
  })
  wake('configuration')
  return readPack(viewer, id)
}

/** Changes the fields given. A change that no host could notice still keeps its revision simple: one each. */
export async function editPack(
  viewer: Viewer,
  id: number,
  patch: PackPatch,
  address: string,
): Promise<Pack> {
  const before = await readPack(viewer, id)
  authorize(viewer, 'packs:write', before)
  await transaction('people', async (tx) => {
    await updatePack(tx, id, patch)
    await writeTargets(tx, id, patch)
    const { description: _, ...felt } = patch
    if (Object.keys(felt).length > 0) await sealPacks(tx, [id], viewer, 'edited')
    await recordActivity(tx, viewer, {
      type: 'edited_pack',
      object_kind: 'pack',
      object_id: id,
      object_name: patch.name ?? before.name,
      details: { ...patch },
      address,
    })
  }).catch((error) => {
    throw isDuplicate(error) ? nameTaken(patch.name ?? before.name) : error
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
    await sealPacks(tx, [], viewer, 'deleted')
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
