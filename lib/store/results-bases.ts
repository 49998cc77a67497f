// What differential queries amounted to when the lines that told it were dropped (`result_bases`).
import { sql, transaction } from '@/lib/store/db'
import type { StateContent, StateLineRow } from '@/lib/store/results-latest'
import type { Columns } from '@/lib/wire/values'

export type Pair = { pack_query_id: number; host_id: number }

const linesAtOnce = 20_000
const basesAtOnce = 2_000

/**
 * Pairs with a full set among those lines of the partition, but for those whose base is of that day: they
 * were carried on. Its name is ours, never from outside.
 */
function listFullPairs(partition: string, ids: { above: number; upTo: number }): Promise<Pair[]> {
  return sql(
    'work',
    `SELECT DISTINCT pack_query_id, host_id FROM "${partition}" p
      WHERE id > $1 AND id <= $2 AND counter = 0 AND action IN ('added', 'empty')
        AND pack_query_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM result_bases b
                         WHERE b.pack_query_id = p.pack_query_id AND b.host_id = p.host_id
                           AND b.received_at >= to_date($3, 'YYYYMMDD')::timestamp AT TIME ZONE 'UTC')`,
    [ids.above, ids.upTo, partition.slice(-8)],
  )
}

/** The next bases, with whether the partition has lines of theirs. */
function listBasePairs(partition: string, after: Pair): Promise<(Pair & { moved: boolean })[]> {
  return sql(
    'work',
    `SELECT b.pack_query_id, b.host_id, EXISTS (SELECT FROM "${partition}" p
              WHERE p.host_id = b.host_id AND p.pack_query_id = b.pack_query_id) AS moved
       FROM result_bases b WHERE (b.pack_query_id, b.host_id) > ($1::int, $2::int)
      ORDER BY b.pack_query_id, b.host_id LIMIT ${basesAtOnce}`,
    [after.pack_query_id, after.host_id],
  )
}

/**
 * Scheduled queries and hosts whose state may rest on lines of that partition, some at a time, a pair
 * perhaps more than once: those that a full set was carried on for, then those with one in it.
 */
export async function* basePairs(partition: string): AsyncGenerator<Pair[]> {
  for (let after: Pair | undefined = { pack_query_id: 0, host_id: 0 }; after; ) {
    const bases: (Pair & { moved: boolean })[] = await listBasePairs(partition, after)
    yield bases.filter(({ moved }) => moved)
    after = bases.length === basesAtOnce ? bases.at(-1) : undefined
  }
  const [ends] = await sql<{ first: number | null; last: number | null }>(
    'work',
    `SELECT min(id) AS first, max(id) AS last FROM "${partition}"`,
  )
  const last = ends?.last ?? 0
  for (let above = (ends?.first ?? 1) - 1; above < last; above += linesAtOnce)
    yield await listFullPairs(partition, { above, upTo: above + linesAtOnce })
}

export type PairLine = StateLineRow & { pack_query_id: number; content: StateContent }

/** The lines of those pairs in that partition, at most `limit` of each, the newest. */
export function listPairLines(
  partition: string,
  pairs: readonly Pair[],
  limit: number,
): Promise<PairLine[]> {
  return sql(
    'work',
    `SELECT r.* FROM unnest($1::int[], $2::int[]) AS p(pack_query_id, host_id), LATERAL (
       SELECT id, host_id, pack_query_id, received_at, unix_time, epoch, counter, action, content,
              pg_column_size(content) AS bytes
         FROM "${partition}" l
        WHERE l.host_id = p.host_id AND l.pack_query_id = p.pack_query_id
        ORDER BY l.id DESC LIMIT $3) r`,
    [pairs.map(({ pack_query_id }) => pack_query_id), pairs.map(({ host_id }) => host_id), limit],
  )
}

export type Base = Pair & {
  epoch: string
  unix_time: number
  received_at: Date
  rows: { columns: Columns; count: number }[]
  truncated: boolean
}

export function listBasesOf(pairs: readonly Pair[]): Promise<Base[]> {
  return sql(
    'work',
    `SELECT b.* FROM result_bases b
       JOIN unnest($1::int[], $2::int[]) AS p(pack_query_id, host_id) USING (pack_query_id, host_id)`,
    [pairs.map(({ pack_query_id }) => pack_query_id), pairs.map(({ host_id }) => host_id)],
  )
}

/** Keeps the new bases and forgets those of pairs whose state rests on nothing that is dropped. */
export function replaceBases(bases: readonly Base[], none: readonly Pair[]): Promise<void> {
  return transaction('work', async (tx) => {
    await tx.sql(
      `DELETE FROM result_bases b USING unnest($1::int[], $2::int[]) AS p(pack_query_id, host_id)
        WHERE b.pack_query_id = p.pack_query_id AND b.host_id = p.host_id`,
      [none.map(({ pack_query_id }) => pack_query_id), none.map(({ host_id }) => host_id)],
    )
    await tx.sql(
      `INSERT INTO result_bases (pack_query_id, host_id, epoch, unix_time, received_at, rows, truncated)
       SELECT pack_query_id, host_id, epoch, unix_time, received_at, rows, truncated
         FROM jsonb_to_recordset($1::jsonb) AS b(pack_query_id int, host_id int, epoch numeric,
           unix_time bigint, received_at timestamptz, rows jsonb, truncated boolean)
       ON CONFLICT (pack_query_id, host_id) DO UPDATE SET epoch = EXCLUDED.epoch,
         unix_time = EXCLUDED.unix_time, received_at = EXCLUDED.received_at,
         rows = EXCLUDED.rows, truncated = EXCLUDED.truncated`,
      [JSON.stringify(bases)],
    )
  })
}

/** Of queries and hosts that are no more, and of states that nothing has changed for a year. */
export async function removeOldBases(): Promise<void> {
  await sql(
    'work',
    `DELETE FROM result_bases b WHERE received_at < now() - interval '365 days'
        OR NOT EXISTS (SELECT FROM pack_queries q WHERE q.id = b.pack_query_id)
        OR NOT EXISTS (SELECT FROM hosts h WHERE h.id = b.host_id)`,
  )
}
