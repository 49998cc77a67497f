// Carves as people read them and as time ends them. The archive itself is read in windows, so that no
// process ever holds one whole.
import { sql, type Tx } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { CarveQuery, CarveRow } from '@/lib/wire/carves'
import { containing } from '@/lib/wire/paging'
import type { TeamScope } from '@/lib/wire/roles'

const retention = `coalesce((SELECT (carves->>'retention_days')::int FROM settings WHERE id = 1), 30)`

const columns = `c.id, c.host_id, coalesce(nullif(h.display_name, ''), h.hostname) AS host_name,
  h.team_id, c.state, c.carve_guid, c.request_id, c.campaign_id,
  coalesce(nullif(g.name, ''), g.query) AS campaign_name, q.pack_id, q.name AS pack_query, c.path,
  c.carve_size, c.block_size, c.block_count, c.blocks_received, c.bytes_received, c.compressed,
  c.sha256, c.created_at, c.last_block_at, c.finished_at,
  coalesce(c.finished_at, c.last_block_at) + ${retention} * interval '1 day' AS expires_at`
const from = `FROM carves c JOIN hosts h ON h.id = c.host_id
  LEFT JOIN campaigns g ON g.id = c.campaign_id
  LEFT JOIN pack_queries q ON q.id = c.pack_query_id`

export async function listCarves(
  scope: TeamScope,
  query: CarveQuery,
): Promise<{ carves: CarveRow[]; count: number }> {
  const within = scopeSql(scope, 'h.team_id', 8)
  const { host_id, team_id, campaign_id, state } = query
  const order = { id: 'c.id', carve_size: 'c.carve_size', created_at: 'c.created_at' }
  const direction = query.order_direction === 'asc' ? 'ASC' : 'DESC'
  const rows = await sql<CarveRow & { full_count: number }>(
    'people',
    `SELECT ${columns}, count(*) OVER () AS full_count ${from}
      WHERE ($1::int IS NULL OR c.host_id = $1) AND ($2::int IS NULL OR c.campaign_id = $2)
        AND ($3::text IS NULL OR c.state::text = $3) AND ($4::int IS NULL OR h.team_id = $4)
        AND ($5::text = '%%' OR h.hostname ILIKE $5 OR h.display_name ILIKE $5
             OR c.path ILIKE $5 OR c.carve_guid ILIKE $5)
        AND ${within.text}
      ORDER BY ${order[query.order_key]} ${direction}, c.id ${direction} LIMIT $6 OFFSET $7`,
    [
      ...[host_id ?? null, campaign_id ?? null, state ?? null, team_id ?? null],
      ...[containing(query.query), query.per_page, query.page * query.per_page],
      ...within.values,
    ],
  )
  return { carves: rows, count: rows[0]?.full_count ?? 0 }
}

export type FoundCarve = CarveRow & { content: number | null }

export async function findCarve(id: number): Promise<FoundCarve | undefined> {
  const [row] = await sql<FoundCarve>(
    'people',
    `SELECT ${columns}, c.content::bigint AS content ${from} WHERE c.id = $1`,
    [id],
  )
  return row
}

/** First and last of each run of stored blocks of a carve that is not complete. */
export async function listBlockRuns(id: number, limit: number): Promise<[number, number][]> {
  const runs = await sql<{ first: number; last: number }>(
    'people',
    `SELECT min(block_id) AS first, max(block_id) AS last
       FROM (SELECT block_id, block_id - row_number() OVER (ORDER BY block_id) AS run
               FROM carve_blocks WHERE carve_id = $1) numbered
      GROUP BY run ORDER BY 1 LIMIT $2`,
    [id, limit],
  )
  return runs.map(({ first, last }) => [first, last])
}

/** Part of an archive. Rejects when it was removed meanwhile. */
export async function readCarveBytes(
  lane: 'people' | 'work',
  content: number,
  { offset, length }: { offset: number; length: number },
): Promise<Buffer> {
  const [row] = await sql<{ bytes: Buffer }>(
    lane,
    'SELECT lo_get($1::oid, $2::bigint, $3::int) AS bytes',
    [content, offset, length],
  )
  return row?.bytes ?? Buffer.alloc(0)
}

/** False when it was gone already. */
export async function removeCarve(tx: Tx, id: number): Promise<boolean> {
  return (await tx.count('DELETE FROM carves WHERE id = $1', [id])) > 0
}

type Ended = { id: number; host_id: number; carve_guid: string }

/** Gives up carves of which no block came for so long: what came of them goes. */
export function updateAbandoned(tx: Tx, idleMinutes: number): Promise<Ended[]> {
  return tx.sql<Ended>(
    `WITH given_up AS (
       UPDATE carves SET state = 'abandoned', content = NULL, finished_at = now()
        WHERE id IN (SELECT id FROM carves WHERE state = 'receiving'
                        AND last_block_at < now() - $1 * interval '1 minute'
                      ORDER BY id LIMIT 200 FOR UPDATE SKIP LOCKED)
        RETURNING id, host_id, carve_guid)
     , forgotten AS (DELETE FROM carve_blocks WHERE carve_id IN (SELECT id FROM given_up))
     SELECT * FROM given_up ORDER BY id`,
    [idleMinutes],
  )
}

/** Removes carves that are past retention, a number at a time. */
export function removeOldCarves(tx: Tx): Promise<Ended[]> {
  return tx.sql<Ended>(
    `DELETE FROM carves
      WHERE id IN (SELECT id FROM carves WHERE state <> 'receiving'
                      AND finished_at < now() - ${retention} * interval '1 day'
                    ORDER BY id LIMIT 200 FOR UPDATE SKIP LOCKED)
      RETURNING id, host_id, carve_guid`,
  )
}

/** The oldest complete archive whose hash was not counted yet. */
export async function findUnhashed(): Promise<
  { id: number; content: number; carve_size: number } | undefined
> {
  const [row] = await sql<{ id: number; content: number; carve_size: number }>(
    'work',
    `SELECT id, content::bigint AS content, carve_size FROM carves
      WHERE state = 'complete' AND sha256 IS NULL AND content IS NOT NULL ORDER BY id LIMIT 1`,
  )
  return row
}

/** Notes the hash if the archive is still the one that was read. */
export async function updateCarveHash(id: number, content: number, sha256: string): Promise<void> {
  await sql('work', 'UPDATE carves SET sha256 = $3 WHERE id = $1 AND content = $2::oid', [
    id,
    content,
    sha256,
  ])
}
