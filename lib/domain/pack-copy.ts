// A copy of a pack: the same content and targets, switched off, under a name that is free.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { sealPacks } from '@/lib/domain/pack-saves'
import { packNameTaken, readPack } from '@/lib/domain/packs'
import { authorize } from '@/lib/domain/permissions'
import { requireTeam } from '@/lib/domain/teams'
import { isDuplicate, transaction } from '@/lib/store/db'
import { insertPackCopy, listTakenPackNames } from '@/lib/store/pack-bulk'
import { invalidField } from '@/lib/wire/errors'
import type { PackClone } from '@/lib/wire/pack-listing'
import { checkPackName } from '@/lib/wire/pack-rules'
import type { Pack } from '@/lib/wire/packs'
import type { Viewer } from '@/lib/wire/roles'

const nameMax = 255

/** "Baseline copy", then "Baseline copy 2", whichever nobody bears. */
export function copyName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const ending = number === 1 ? ' copy' : ` copy ${number}`
    const wanted = `${name.slice(0, nameMax - ending.length)}${ending}`
    if (!taken.has(wanted)) return wanted
  }
}

/** How much of a name its copies are sure to begin with. */
export const copyStem = (name: string) => name.slice(0, nameMax - ' copy 99999'.length)

/** Copies a pack the viewer may read into a team they may write. `conflict` when the name is taken. */
export async function clonePack(
  viewer: Viewer,
  id: number,
  given: PackClone,
  address: string,
): Promise<Pack> {
  const pack = await readPack(viewer, id)
  const team_id = given.team_id === undefined ? pack.team_id : given.team_id
  authorize(viewer, 'packs:write', { team_id })
  await requireTeam(team_id)
  const fault = given.name === undefined ? null : checkPackName(given.name)
  if (fault) throw invalidField('name', fault)
  const copyId = await transaction('people', async (tx) => {
    const taken = await listTakenPackNames(tx, copyStem(pack.name))
    const name = given.name ?? copyName(pack.name, new Set(taken))
    const made = await insertPackCopy(tx, id, { name, team_id })
    await sealPacks(tx, [made], viewer, `copy of ${pack.name}`)
    await recordActivity(tx, viewer, {
      type: 'cloned_pack',
      object_kind: 'pack',
      object_id: made,
      object_name: name,
      hosts: 0,
      details: { from: { id, name: pack.name }, team_id },
      address,
    })
    return made
  }).catch((error) => {
    throw isDuplicate(error) ? packNameTaken(given.name ?? copyName(pack.name, new Set())) : error
  })
  wake('configuration')
  return readPack(viewer, copyId)
}
