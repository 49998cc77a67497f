// Token buckets as rows, so that every instance counts together and a restart forgets nothing.
import { sql, type Tx } from '@/lib/store/db'

/** `size` turns at once, refilled at `per_second`. */
export type Bucket = { key: string; size: number; per_second: number }

const filled = `LEAST($2::float8, t.tokens + $3::float8 *
  GREATEST(0, extract(epoch FROM clock_timestamp() - t.updated_at))::float8)`

/** Takes one turn, atomically. Returns 0, or the seconds until there is one to take. */
export async function updateTaken(tx: Tx, { key, size, per_second }: Bucket): Promise<number> {
  const taken = await tx.sql(
    `INSERT INTO throttles AS t (key, tokens, updated_at)
     VALUES ($1, $2::float8 - 1, clock_timestamp())
     ON CONFLICT (key) DO UPDATE
        SET tokens = ${filled} - 1, updated_at = GREATEST(t.updated_at, clock_timestamp())
      WHERE ${filled} >= 1
     RETURNING key`,
    [key, size, per_second],
  )
  if (taken.length > 0) return 0
  const [row] = await tx.sql<{ left: number }>(
    `SELECT ${filled} AS left FROM throttles t WHERE key = $1`,
    [key, size, per_second],
  )
  return Math.max(0.1, (1 - (row?.left ?? 0)) / per_second)
}

/** Gives turns back: what they were for turned out well. */
export async function updateGivenBack(tx: Tx, keys: readonly string[]): Promise<void> {
  await tx.sql('UPDATE throttles SET tokens = tokens + 1 WHERE key = ANY($1)', [keys])
}

/** Buckets that have been full again for long say nothing. */
export async function removeFullThrottles(): Promise<void> {
  await sql('work', "DELETE FROM throttles WHERE updated_at < now() - interval '1 hour'")
}
