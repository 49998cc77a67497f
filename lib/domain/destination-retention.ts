// What retention has to know of destinations: since when lines must stay because one that blocks has
// not had them, and what is lost to one when a partition goes all the same. Counted, logged, shown.
import { countForwarded } from '@/lib/domain/destination-figures'
import { ingestLimits } from '@/lib/domain/ingest-quota'
import { log } from '@/lib/log'
import { removeOldMinutes } from '@/lib/store/destination-cursors'
import { removeOldLetters } from '@/lib/store/destination-letters'
import {
  addShed,
  type DestinationLog,
  findNeededSince,
  listBehind,
} from '@/lib/store/destination-needs'
import { countPassing } from '@/lib/store/destination-replays'

/** Ids are not quite in the order of receipt: writers side by side. */
const slackMs = 60_000

/**
 * Lines of that log (of both without one) received since then are still needed by a destination that
 * blocks, a paused one too. Null: none is needed.
 */
export async function neededSince(of?: DestinationLog): Promise<Date | null> {
  const logs: DestinationLog[] = of ? [of] : ['result_lines', 'status_lines']
  const found = await Promise.all(logs.map(findNeededSince))
  const times = found.flatMap((since) => (since ? [since.getTime() - slackMs] : []))
  return times.length > 0 ? new Date(Math.min(...times)) : null
}

/**
 * To be called before a partition is dropped: counts, for each destination, the lines of it that the
 * destination wanted and never gets (by samples where they are many). Returns their sum.
 */
export async function countShed(of: DestinationLog, partition: string): Promise<number> {
  let shed = 0
  for (const { id, kind, from, to, ...filter } of await listBehind(of, partition)) {
    const lines = await countPassing(of, { from, to }, { ...filter, destination_id: id })
    if (lines === 0) continue
    await addShed(id, lines)
    countForwarded(kind, { shed: lines })
    log().warn(
      { destination: id, partition, lines },
      'a destination never gets lines that were dropped',
    )
    shed += lines
  }
  return shed
}

/** Forgets minutes that no page shows, and dead letters of destinations as old as others. */
export async function keepDestinations(): Promise<void> {
  await removeOldMinutes()
  await removeOldLetters((await ingestLimits()).dead_letter_retention_days)
}
