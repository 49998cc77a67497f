// What time does to carves: those that stopped halfway are given up, old ones removed, whole ones get
// their hash. Each is a job of the clock, so that a process that dies leaves nothing half done.
import { createHash } from 'node:crypto'
import { recordActivity } from '@/lib/domain/activity'
import { tellCarveOrigins } from '@/lib/domain/carve-origins'
import { carveBytesOf } from '@/lib/domain/carves'
import { findUnhashed, removeOldCarves, updateAbandoned, updateCarveHash } from '@/lib/store/carves'
import { type Tx, transaction } from '@/lib/store/db'

/** An agent sends block after block, and gives up for good after three tries of one. */
const idleMinutes = 60

type Ended = { id: number; host_id: number; carve_guid: string }

async function recordEnd(tx: Tx, type: string, ended: readonly Ended[]): Promise<void> {
  if (ended.length === 0) return
  const hosts = new Set(ended.map(({ host_id }) => host_id))
  await recordActivity(tx, 'system', {
    type,
    object_kind: 'carve',
    hosts: hosts.size,
    details: { carves: ended.map(({ id, carve_guid }) => ({ id, carve_guid })) },
  })
}

/** Gives up carves that stopped coming and removes those past retention. */
export async function keepCarves(): Promise<void> {
  await transaction('work', async (tx) => {
    const given = await updateAbandoned(tx, idleMinutes)
    await recordEnd(tx, 'abandoned_carves', given)
  })
  await transaction('work', async (tx) => {
    const old = await removeOldCarves(tx)
    await recordEnd(tx, 'expired_carves', old)
  })
}

/** Counts the hashes of complete archives, one after another, until the turn ends. */
async function hashCarves(signal: AbortSignal): Promise<void> {
  for (let carve = await findUnhashed(); carve && !signal.aborted; carve = await findUnhashed()) {
    const hash = createHash('sha256')
    for await (const bytes of carveBytesOf('work', carve)) {
      if (signal.aborted) return
      hash.update(bytes)
    }
    await updateCarveHash(carve.id, carve.content, hash.digest('hex'))
  }
}

/** Finds out what arrived since the last turn: whose carves they are, and their hashes. */
export async function finishCarves({ signal }: { signal: AbortSignal }): Promise<void> {
  await tellCarveOrigins()
  await hashCarves(signal)
}
