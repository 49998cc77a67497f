// Lines that a destination refused: kept whole, so that a replay needs nothing but them.
import { sql, type Tx } from '@/lib/store/db'

export type StoredLetter = {
  id: number
  at: Date
  kind: 'result' | 'status' | 'live'
  key: string
  reason: string
  host_id: number
  host: string
  hostname: string | null
  display_name: string | null
  pack: string | null
  query: string | null
  replaying: boolean
  sample: string
}

/** Newest first, below the cursor. */
export function listLetters(
  destinationId: number,
  { cursor, limit, sample }: { cursor?: number | undefined; limit: number; sample: number },
): Promise<StoredLetter[]> {
  return sql(
    'people',
    `SELECT l.id, l.at, l.kind, l.key, l.reason, l.host_id, l.host, h.hostname, h.display_name, l.pack,
            l.query, l.replaying, left(l.text, $4) AS sample
       FROM destination_dead_letters l LEFT JOIN hosts h ON h.id = l.host_id
      WHERE l.destination_id = $1 AND ($2::bigint IS NULL OR l.id < $2)
      ORDER BY l.id DESC LIMIT $3`,
    [destinationId, cursor ?? null, limit, sample],
  )
}

export async function countLetters(
  destinationId: number,
  ids?: readonly number[],
): Promise<number> {
  const [row] = await sql<{ count: number }>(
    'people',
    `SELECT count(*) AS count FROM destination_dead_letters
      WHERE destination_id = $1 AND ($2::bigint[] IS NULL OR id = ANY($2))`,
    [destinationId, ids ?? null],
  )
  return row?.count ?? 0
}

/** Marks them (all without `ids`) to be sent once more; returns how many. */
export function updateReplaying(
  tx: Tx,
  destinationId: number,
  ids: readonly number[] | undefined,
): Promise<number> {
  return tx.count(
    `UPDATE destination_dead_letters SET replaying = true
      WHERE destination_id = $1 AND ($2::bigint[] IS NULL OR id = ANY($2)) AND NOT replaying`,
    [destinationId, ids ?? null],
  )
}

/** Gives them up for good (all without `ids`); returns how many. */
export function removeLetters(
  tx: Tx,
  destinationId: number,
  ids: readonly number[] | undefined,
): Promise<number> {
  return tx.count(
    `DELETE FROM destination_dead_letters
      WHERE destination_id = $1 AND ($2::bigint[] IS NULL OR id = ANY($2))`,
    [destinationId, ids ?? null],
  )
}

export type ReplayedLetter = {
  id: number
  key: string
  kind: 'result' | 'status' | 'live'
  host_id: number
  host: string
  pack: string | null
  query: string | null
  received_at: Date
  text: string
}

/** The next ones that wait to be sent once more, oldest first. */
export function listReplaying(destinationId: number, limit: number): Promise<ReplayedLetter[]> {
  return sql(
    'forward',
    `SELECT id, key, kind, host_id, host, pack, query, received_at, text
       FROM destination_dead_letters WHERE destination_id = $1 AND replaying ORDER BY id LIMIT $2`,
    [destinationId, limit],
  )
}

/** What was refused longer ago than letters are kept. */
export async function removeOldLetters(days: number): Promise<void> {
  await sql(
    'work',
    `DELETE FROM destination_dead_letters WHERE at < now() - $1 * interval '1 day'`,
    [days],
  )
}

/** Gives the oldest above `most` up for good, and counts them as shed. */
export async function removeLettersAbove(destinationId: number, most: number): Promise<void> {
  await sql(
    'forward',
    `WITH gone AS (
       DELETE FROM destination_dead_letters
        WHERE destination_id = $1 AND id <= (SELECT id FROM destination_dead_letters
               WHERE destination_id = $1 ORDER BY id DESC OFFSET $2 LIMIT 1) RETURNING 1)
     UPDATE destinations SET shed = shed + (SELECT count(*) FROM gone) WHERE id = $1`,
    [destinationId, most],
  )
}
