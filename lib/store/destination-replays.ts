// Going back in the log: the id where a time begins, how many lines that is, and the cursor set back.
// Ids follow the time of receipt but for writers side by side; a minute covers those.
import { sql, type Tx } from '@/lib/store/db'
import type { LineFilter } from '@/lib/store/destination-lines'

type Log = 'result_lines' | 'status_lines'

type Ends = { first: number | null; last: number }

async function endsOf(log: Log): Promise<Ends> {
  const [row] = await sql<Ends>(
    'people',
    `SELECT (SELECT id FROM ${log} ORDER BY id LIMIT 1) AS first,
            (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM ${log}_id_seq) AS last`,
  )
  return row ?? { first: null, last: 0 }
}

/** The last id before that time, found by halving; lines received from a minute before it are after. */
export async function findIdBefore(log: Log, time: Date): Promise<number> {
  const { first, last } = await endsOf(log)
  if (first === null) return last
  const early = new Date(time.getTime() - 60_000)
  let [low, high] = [first - 1, last]
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2)
    const [line] = await sql<{ id: number; early: boolean }>(
      'people',
      `SELECT id, received_at < $2 AS early FROM ${log} WHERE id >= $1 ORDER BY id LIMIT 1`,
      [middle, early],
    )
    if (line?.early) low = line.id
    else high = middle - 1
  }
  return low
}

export type Back = { result_id: number; status_id: number }

/** How many lines lie after `from`, up to `to`; counted no further than `most`. */
export async function countBetween(from: Back, to: Back, most: number): Promise<number> {
  const [row] = await sql<{ count: number }>(
    'people',
    `SELECT (SELECT count(*) FROM (SELECT 1 FROM result_lines WHERE id > $1 AND id <= $2 LIMIT $5) r)
          + (SELECT count(*) FROM (SELECT 1 FROM status_lines WHERE id > $3 AND id <= $4 LIMIT $5) s)
         AS count`,
    [from.result_id, to.result_id, from.status_id, to.status_id, most],
  )
  return row?.count ?? 0
}

/** Sets the cursor back, never forward. */
export async function updateBack(tx: Tx, id: number, to: Back): Promise<void> {
  await tx.sql(
    `UPDATE destinations SET result_id = least(result_id, $2), status_id = least(status_id, $3),
                             version = version + 1 WHERE id = $1`,
    [id, to.result_id, to.status_id],
  )
}

/** Ends what its worker began, so that it looks at its row again. */
export async function updateVersion(tx: Tx, id: number): Promise<void> {
  await tx.sql('UPDATE destinations SET version = version + 1 WHERE id = $1', [id])
}

const windows = 40
const windowIds = 500

/** Lines between two ids that the filter lets through: counted where few, else by 40 samples. */
export async function countPassing(
  log: Log,
  { from, to }: { from: number; to: number },
  filter: LineFilter,
): Promise<number> {
  const whole = to - from <= windows * windowIds
  const step = whole ? windowIds : Math.floor((to - from) / windows)
  const passes =
    log === 'status_lines'
      ? 'true'
      : `l.campaign_id IS NULL AND CASE WHEN l.action = 'snapshot' THEN $5::boolean ELSE $6::boolean END
         AND ($7::int[] IS NULL OR l.pack_id = ANY($7))`
  const [row] = await sql<{ count: number }>(
    'people',
    `SELECT count(*) AS count FROM generate_series(0, $3::int - 1) AS w(n)
       JOIN ${log} l ON l.id > $1 + w.n * $4::bigint AND l.id <= $1 + w.n * $4::bigint + ${windowIds}
      WHERE l.id <= $2 AND ${passes}`,
    [
      ...[from, to, whole ? Math.ceil((to - from) / windowIds) : windows, step],
      ...(log === 'status_lines'
        ? []
        : [
            filter.log_types.includes('snapshot'),
            filter.log_types.includes('result'),
            filter.packs,
          ]),
    ],
  )
  const count = row?.count ?? 0
  return whole ? count : Math.round((count * (to - from)) / (windows * windowIds))
}

/** How many lines of the last 24 hours the filter lets through, live answers aside. */
export async function countDay(filter: LineFilter, now: Date): Promise<number> {
  const dayAgo = new Date(now.getTime() - 86_400_000)
  const results = filter.log_types.some((type) => type !== 'status')
  const logs: Log[] = [
    ...(results ? (['result_lines'] as const) : []),
    ...(filter.log_types.includes('status') ? (['status_lines'] as const) : []),
  ]
  const counts = await Promise.all(
    logs.map(async (log) => {
      const [from, { last }] = [await findIdBefore(log, dayAgo), await endsOf(log)]
      return countPassing(log, { from, to: last }, filter)
    }),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}
