// Carves on their way in: the row, its large object and the set of blocks, changed together or not at
// all. Blocks may come in any order and twice; the row's lock keeps them one after another.
import type { Tx } from '@/lib/store/db'
import type { CarveDeclaration } from '@/lib/wire/carve-envelope'
import { CarveLimits, type CarveState } from '@/lib/wire/carves'

/** Any constant of our own; held until the transaction ends. */
const beginLock = 7_204_552

type Usage = { total_bytes: number; host_bytes: number; open: number; host_open: number }

/**
 * Takes the right to begin a carve, one at a time in the installation. Returns the limits and what is
 * used of them now, the carve of that name aside.
 */
export async function lockCarves(
  tx: Tx,
  hostId: number,
  guid: string,
): Promise<{ limits: CarveLimits; used: Usage }> {
  await tx.sql('SELECT pg_advisory_xact_lock($1)', [beginLock])
  const [row] = await tx.sql<Usage & { limits: unknown }>(
    `SELECT (SELECT carves FROM settings WHERE id = 1) AS limits,
            coalesce(sum(carve_size), 0)::float8 AS total_bytes,
            coalesce(sum(carve_size) FILTER (WHERE host_id = $1), 0)::float8 AS host_bytes,
            count(*) FILTER (WHERE state = 'receiving') AS open,
            count(*) FILTER (WHERE state = 'receiving' AND host_id = $1) AS host_open
       FROM carves WHERE content IS NOT NULL AND NOT (host_id = $1 AND carve_guid = $2)`,
    [hostId, guid],
  )
  if (!row) throw new Error('the settings row is missing')
  const { limits, ...used } = row
  return { limits: CarveLimits.parse(limits ?? {}), used }
}

export type KnownCarve = {
  id: number
  state: CarveState
  content: number | null
  carve_size: number
  block_size: number
}

/** The carve of that name, locked. */
export async function findCarveLocked(
  tx: Tx,
  hostId: number,
  guid: string,
): Promise<KnownCarve | undefined> {
  const [row] = await tx.sql<KnownCarve>(
    `SELECT id, state, content::bigint AS content, carve_size, block_size
       FROM carves WHERE host_id = $1 AND carve_guid = $2 FOR UPDATE`,
    [hostId, guid],
  )
  return row
}

/** Makes the carve anew with an empty archive; what an earlier try of it left is gone. */
export async function insertCarve(
  tx: Tx,
  hostId: number,
  { carve_guid, request_id, carve_size, block_size, block_count }: CarveDeclaration,
  campaignId: number | undefined,
): Promise<{ id: number; content: number }> {
  const [row] = await tx.sql<{ id: number; content: number }>(
    `INSERT INTO carves (host_id, carve_guid, request_id, carve_size, block_size, block_count,
                         campaign_id, content)
     VALUES ($1, $2, $3, $4, $5, $6, $7, lo_create(0))
     ON CONFLICT (host_id, carve_guid) DO UPDATE
        SET request_id = excluded.request_id, carve_size = excluded.carve_size,
            block_size = excluded.block_size, block_count = excluded.block_count,
            content = excluded.content, state = 'receiving', blocks_received = 0,
            bytes_received = 0, compressed = false, sha256 = NULL, finished_at = NULL,
            created_at = now(), last_block_at = now()
     RETURNING id, content::bigint AS content`,
    [hostId, carve_guid, request_id, carve_size, block_size, block_count, campaignId ?? null],
  )
  if (!row) throw new Error('the carve was not made')
  await tx.sql('DELETE FROM carve_blocks WHERE carve_id = $1', [row.id])
  return row
}

export async function updateCarveSession(tx: Tx, id: number, hash: Buffer): Promise<void> {
  await tx.sql('UPDATE carves SET session_hash = $2, last_block_at = now() WHERE id = $1', [
    id,
    hash,
  ])
}

export type OpenCarve = {
  id: number
  host_id: number
  state: CarveState
  carve_guid: string
  content: number | null
  carve_size: number
  block_size: number
  block_count: number
  host_name: string
}

/** The carve that a session belongs to, locked; its blocks come one after another. */
export async function findCarveOfSession(tx: Tx, hash: Buffer): Promise<OpenCarve | undefined> {
  const [row] = await tx.sql<OpenCarve>(
    `SELECT c.id, c.host_id, c.state, c.carve_guid, c.content::bigint AS content, c.carve_size,
            c.block_size, c.block_count,
            coalesce(nullif(h.display_name, ''), h.hostname) AS host_name
       FROM carves c JOIN hosts h ON h.id = c.host_id
      WHERE c.session_hash = $1 FOR UPDATE OF c`,
    [hash],
  )
  return row
}

type StoredBlock = { block_id: number; bytes: Buffer; offset: number; compressed: boolean }
type Received = { blocks_received: number; bytes_received: number }

/**
 * Writes a block and counts it once, however often it comes. A block that came short before is mended
 * by a longer one. Returns what is there now.
 */
export async function updateCarveBlock(
  tx: Tx,
  carve: { id: number; content: number },
  { block_id, bytes, offset, compressed }: StoredBlock,
): Promise<Received> {
  const [known] = await tx.sql<{ bytes: number }>(
    'SELECT bytes FROM carve_blocks WHERE carve_id = $1 AND block_id = $2',
    [carve.id, block_id],
  )
  const isNewer = !known || known.bytes < bytes.length
  if (isNewer) {
    await tx.sql('SELECT lo_put($1::oid, $2::bigint, $3::bytea)', [carve.content, offset, bytes])
    await tx.sql(
      `INSERT INTO carve_blocks (carve_id, block_id, bytes) VALUES ($1, $2, $3)
       ON CONFLICT (carve_id, block_id) DO UPDATE SET bytes = excluded.bytes`,
      [carve.id, block_id, bytes.length],
    )
  }
  const [row] = await tx.sql<Received>(
    `UPDATE carves SET last_block_at = now(), blocks_received = blocks_received + $2,
            bytes_received = bytes_received + $3, compressed = compressed OR $4
      WHERE id = $1 RETURNING blocks_received, bytes_received`,
    [carve.id, known ? 0 : 1, isNewer ? bytes.length - (known?.bytes ?? 0) : 0, compressed],
  )
  if (!row) throw new Error('a locked carve is gone')
  return row
}

/** Ends the carve. A damaged one keeps no archive; which blocks came no longer matters. */
export async function updateCarveEnded(
  tx: Tx,
  id: number,
  state: 'complete' | 'damaged',
): Promise<void> {
  await tx.sql(
    `UPDATE carves SET state = $2::carve_state, finished_at = now(),
            content = CASE WHEN $2 = 'complete' THEN content END WHERE id = $1`,
    [id, state],
  )
  await tx.sql('DELETE FROM carve_blocks WHERE carve_id = $1', [id])
}
