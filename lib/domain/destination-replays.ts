// Sending again: from a past time, as far as lines are still kept, or what was refused. Everything
// since comes again and carries the keys that it had, so that the other side can tell.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import {
  lockDestination,
  mayRead,
  mayWrite,
  missingDestination,
  objectOf,
} from '@/lib/domain/destinations'
import { type Tx, transaction } from '@/lib/store/db'
import {
  countLetters,
  listLetters,
  removeLetters,
  updateReplaying,
} from '@/lib/store/destination-letters'
import {
  countBetween,
  findIdBefore,
  updateBack,
  updateVersion,
} from '@/lib/store/destination-replays'
import { findDestination, type StoredDestination } from '@/lib/store/destinations'
import type {
  DestinationDeadLetterRow,
  DestinationDeadLettersQuery,
  DestinationReplay,
} from '@/lib/wire/destinations'
import type { Viewer } from '@/lib/wire/roles'

const countedMost = 1_000_000
const sampleUnits = 4_096

type Replayed = { lines: number; at_least: boolean }

async function backTo(from: Date) {
  const [result_id, status_id] = await Promise.all([
    findIdBefore('result_lines', from),
    findIdBefore('status_lines', from),
  ])
  return { result_id, status_id }
}

async function linesSince(row: StoredDestination, from: Date) {
  const back = await backTo(from)
  const to = { result_id: row.result_id, status_id: row.status_id }
  const counted = await countBetween(back, to, countedMost)
  return { back, lines: counted, at_least: counted >= countedMost }
}

/** Counts what would come again, or has it come. */
export async function replayDestination(
  viewer: Viewer,
  id: number,
  body: DestinationReplay,
  address: string,
): Promise<Replayed> {
  mayWrite(viewer)
  const row = await findDestination(id)
  if (!row) throw missingDestination()
  if ('dead_letters' in body) return replayLetters(viewer, row, body, address)
  const from = new Date(body.from)
  const { back, lines, at_least } = await linesSince(row, from)
  if (body.dry_run) return { lines, at_least }
  await change(viewer, id, address, async (tx) => {
    await updateBack(tx, id, back)
    return { type: 'replayed_destination', details: { from: from.toISOString(), lines, at_least } }
  })
  return { lines, at_least }
}

async function replayLetters(
  viewer: Viewer,
  { id }: StoredDestination,
  { ids, dry_run }: { ids?: number[] | undefined; dry_run: boolean },
  address: string,
): Promise<Replayed> {
  if (dry_run) return { lines: await countLetters(id, ids), at_least: false }
  let lines = 0
  await change(viewer, id, address, async (tx) => {
    lines = await updateReplaying(tx, id, ids)
    await updateVersion(tx, id)
    return { type: 'replayed_destination_dead_letters', details: { lines } }
  })
  return { lines, at_least: false }
}

type Deed = { type: string; details: Record<string, unknown> }

async function change(viewer: Viewer, id: number, address: string, run: (tx: Tx) => Promise<Deed>) {
  await transaction('people', async (tx) => {
    const row = await lockDestination(tx, id)
    await recordActivity(tx, viewer, { ...(await run(tx)), ...objectOf(row), address })
  })
  wake('destinations')
}

/** Gives dead letters up: those, or all of them. Returns how many there were. */
export async function deleteLetters(
  viewer: Viewer,
  id: number,
  ids: readonly number[] | undefined,
  address: string,
): Promise<number> {
  mayWrite(viewer)
  let deleted = 0
  await change(viewer, id, address, async (tx) => {
    deleted = await removeLetters(tx, id, ids)
    await updateVersion(tx, id)
    return { type: 'deleted_destination_dead_letters', details: { lines: deleted } }
  })
  return deleted
}

/** Newest first. */
export async function listLettersFor(
  viewer: Viewer,
  id: number,
  query: DestinationDeadLettersQuery,
) {
  mayRead(viewer)
  if (!(await findDestination(id))) throw missingDestination()
  const { cursor, limit } = query
  const rows = await listLetters(id, { cursor, limit: limit + 1, sample: sampleUnits })
  const last = rows[limit - 1]
  return {
    dead_letters: rows.slice(0, limit).map(
      ({ host_id, host, hostname, display_name, ...row }): DestinationDeadLetterRow => ({
        ...row,
        host:
          hostname === null ? null : { id: host_id, hostname, display_name: display_name ?? host },
      }),
    ),
    count: await countLetters(id),
    next_cursor: rows.length > limit && last ? String(last.id) : null,
  }
}
