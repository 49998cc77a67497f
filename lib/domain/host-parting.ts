// Two machines on one record, each with a key of its own that is in use: the second gets a record of its
// own, with its key. Nothing of the record goes with it, and no key ends.
import { recordChange, wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { builtInLabels } from '@/lib/domain/identity'
import { pinned } from '@/lib/global'
import { type Tx, transaction } from '@/lib/store/db'
import { insertConflict } from '@/lib/store/host-conflicts'
import { insertHostAlike, updateBuiltInLabels, updateHostSeen } from '@/lib/store/hosts-enrolment'
import { isKeyShared, updateKeysMoved } from '@/lib/store/node-keys'
import { platformName } from '@/lib/wire/platforms'

const underWay = () => pinned('host-parting.keys', () => new Set<number>())

/** A record like that of `hostId`, of the team of the key's secret, and the keys moved to it. */
export async function insertParted(
  tx: Tx,
  hostId: number,
  { keyIds, address }: { keyIds: readonly number[]; address: string },
): Promise<{ id: number; hostname: string; keys: number[] } | null> {
  const made = await insertHostAlike(tx, hostId, keyIds)
  if (!made) return null
  const keys = await updateKeysMoved(tx, keyIds, { from: hostId, into: made.id })
  const platform = platformName(made.platform)
  await updateBuiltInLabels(tx, made.id, builtInLabels({ platform, os_name: made.os_name }))
  await updateHostSeen(tx, made.id, address)
  return { id: made.id, hostname: made.hostname, keys }
}

async function partIn(tx: Tx, known: { id: number; key_id: number }, address: string) {
  if (!(await isKeyShared(tx, known.key_id, known.id))) return null
  const parted = await insertParted(tx, known.id, { keyIds: [known.key_id], address })
  if (!parted) return null
  const { id, hostname } = parted
  await insertConflict(tx, { host_id: id, other_id: known.id, reason: 'shared_key', address })
  for (const topic of [`hosts:${known.id}`, `hosts:${id}`]) await recordChange(tx, topic)
  await recordActivity(tx, 'system', {
    ...{ type: 'parted_host', object_kind: 'host', object_id: id, object_name: hostname, hosts: 1 },
    details: { from_host_id: known.id, reason: 'two keys of one record were in use side by side' },
    address,
  })
  return id
}

/**
 * Gives the caller a record of its own when an older key of its record is in use as well: an agent uses
 * one key at a time, so these are two machines. Under the open policy records are shared on purpose.
 */
export async function partKey(
  known: { id: number; key_id: number },
  address: string,
): Promise<void> {
  const keys = underWay()
  if (keys.has(known.key_id)) return
  keys.add(known.key_id)
  try {
    const id = await transaction('work', (tx) => partIn(tx, known, address))
    wake(`hosts:${known.id}`)
    if (id !== null) wake(`hosts:${id}`)
  } finally {
    keys.delete(known.key_id)
  }
}
