// Pausing a destination, letting it go on, and trying it now instead of when its back-off ends.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { getDestination, lockDestination, mayWrite, objectOf } from '@/lib/domain/destinations'
import { transaction } from '@/lib/store/db'
import { updateDestination } from '@/lib/store/destinations'
import type { DestinationRow } from '@/lib/wire/destinations'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

/** Switched on or off. While it is off, lines wait for it in the log. */
export async function switchDestination(
  viewer: Viewer,
  id: number,
  enabled: boolean,
  address: string,
): Promise<DestinationRow> {
  mayWrite(viewer)
  await transaction('people', async (tx) => {
    const row = await lockDestination(tx, id)
    if (row.enabled === enabled) return
    await updateDestination(tx, { ...row, enabled })
    const type = enabled ? 'resumed_destination' : 'paused_destination'
    await recordActivity(tx, viewer, { type, ...objectOf(row), address })
  })
  wake('destinations')
  return getDestination(viewer, id)
}

/** Ends the wait for the next try, as somebody does who has just mended the other side. */
export async function retryDestination(
  viewer: Viewer,
  id: number,
  address: string,
): Promise<DestinationRow> {
  mayWrite(viewer)
  await transaction('people', async (tx) => {
    const row = await lockDestination(tx, id)
    if (!row.enabled) throw new AppError('conflict', 'It is paused. Resume it instead.')
    await updateDestination(tx, row)
    await recordActivity(tx, viewer, { type: 'retried_destination', ...objectOf(row), address })
  })
  wake('destinations')
  return getDestination(viewer, id)
}
