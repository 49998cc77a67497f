// Rows of the audit trail: only ever appended (a trigger refuses the rest), one writer at a time, so
// that ids and hashes form one line in commit order.
import { sql, type Tx } from '@/lib/store/db'
import type { ActorKind } from '@/lib/wire/activity'

/** Any constant of our own; held until the transaction ends. */
const chainLock = 7_204_551

/**
 * Takes the chain for the rest of the transaction. Returns the last entry, and for the next one its
 * id and its time (UTC, milliseconds) as the database will keep it.
 */
export async function tailActivity(
  tx: Tx,
): Promise<{ prev_hash: Buffer; id: number; created_at: string }> {
  await tx.sql('SELECT pg_advisory_xact_lock($1)', [chainLock])
  const [row] = await tx.sql<{ hash: Buffer | null; id: number; created_at: string }>(
    `SELECT (SELECT hash FROM activities ORDER BY id DESC LIMIT 1) AS hash,
            nextval(pg_get_serial_sequence('activities', 'id')) AS id,
            to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at`,
  )
  if (!row) throw new Error('the activities sequence is missing')
  return { ...row, prev_hash: row.hash ?? Buffer.alloc(32) }
}

/** What an entry says; the hash is made over this. */
export type Entry = {
  id: number
  created_at: string
  actor_kind: ActorKind
  actor_id: number | null
  actor_name: string
  type: string
  object_kind: string | null
  object_id: number | null
  object_name: string | null
  hosts: number | null
  details: Record<string, unknown>
  address: string | null
}

export async function appendActivity(
  tx: Tx,
  entry: Entry,
  hashes: { prev_hash: Buffer; hash: Buffer },
): Promise<void> {
  await tx.sql(
    `INSERT INTO activities (id, created_at, actor_kind, actor_id, actor_name, type, object_kind,
                             object_id, object_name, hosts, details, address, prev_hash, hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      entry.id,
      entry.created_at,
      entry.actor_kind,
      entry.actor_id,
      entry.actor_name,
      entry.type,
      entry.object_kind,
      entry.object_id,
      entry.object_name,
      entry.hosts,
      JSON.stringify(entry.details),
      entry.address,
      hashes.prev_hash,
      hashes.hash,
    ],
  )
}

type ChainedEntry = Entry & { prev_hash: Buffer; hash: Buffer }

/** The next entries of the chain after an id, oldest first, for whoever walks it. */
export function listChain(afterId: number, limit: number): Promise<ChainedEntry[]> {
  return sql<ChainedEntry>(
    'work',
    `SELECT id, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
            actor_kind, actor_id, actor_name, type, object_kind, object_id, object_name, hosts,
            details, address, prev_hash, hash
       FROM activities WHERE id > $1 ORDER BY id LIMIT $2`,
    [afterId, limit],
  )
}
