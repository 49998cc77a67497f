// Many packs in one statement each: for acts on a selection. Rows are locked in the order of their
// ids, so that two such acts never wait for each other in a ring.
import type { Tx } from '@/lib/store/db'

export type LockedPack = {
  id: number
  name: string
  team_id: number | null
  disabled: boolean
  tags: string[]
  queries: number
}

/** Locks those packs until the transaction ends; ids that name nothing are left out. */
export async function listPacksLocked(tx: Tx, ids: number[]): Promise<LockedPack[]> {
  return tx.sql<LockedPack>(
    `SELECT p.id, p.name, p.team_id, p.disabled, p.tags,
       (SELECT count(*)::int FROM pack_queries q WHERE q.pack_id = p.id) AS queries
     FROM packs p WHERE p.id = ANY($1::int[]) ORDER BY p.id FOR UPDATE OF p`,
    [ids],
  )
}

export async function updatePacksDisabled(tx: Tx, ids: number[], disabled: boolean): Promise<void> {
  await tx.sql('UPDATE packs SET disabled = $2, updated_at = now() WHERE id = ANY($1::int[])', [
    ids,
    disabled,
  ])
}

/** Sets the tags of each pack; no host notices, so this alone makes no revision. */
export async function updatePackTags(
  tx: Tx,
  packs: { id: number; tags: string[] }[],
): Promise<void> {
  await tx.sql(
    `UPDATE packs p SET tags = ARRAY(SELECT jsonb_array_elements_text(r.tags)), updated_at = now()
     FROM jsonb_to_recordset($1::jsonb) AS r(id int, tags jsonb) WHERE p.id = r.id`,
    [JSON.stringify(packs)],
  )
}

export async function removePacks(tx: Tx, ids: number[]): Promise<void> {
  await tx.sql('DELETE FROM packs WHERE id = ANY($1::int[])', [ids])
}

type Copy = { name: string; team_id: number | null }

/**
 * Copies a pack whole, keys that only its file knows included, switched off, under another name. SQL
 * of a saved query that the new team may not use is copied into the pack. Returns the copy's id.
 */
export async function insertPackCopy(tx: Tx, id: number, { name, team_id }: Copy): Promise<number> {
  const [row] = await tx.sql<{ id: number }>(
    `INSERT INTO packs (name, description, platform, version, shard, discovery, disabled, label_match,
       team_id, extra, tags)
     SELECT $2, description, platform, version, shard, discovery, true, label_match, $3, extra, tags
     FROM packs WHERE id = $1 RETURNING id`,
    [id, name, team_id],
  )
  if (!row) throw new Error('The pack was not copied')
  await tx.sql(
    `INSERT INTO pack_targets (pack_id, kind, object_id, exclude)
     SELECT $2, kind, object_id, exclude FROM pack_targets WHERE pack_id = $1`,
    [id, row.id],
  )
  await tx.sql(
    `INSERT INTO pack_queries (pack_id, position, name, query_id, query, interval, snapshot, removed,
       denylist, disabled, platform, version, shard, description, value, extra)
     SELECT $2, q.position, q.name, CASE WHEN kept.yes THEN q.query_id END,
       CASE WHEN kept.yes THEN q.query ELSE coalesce(q.query, s.query) END, q.interval, q.snapshot,
       q.removed, q.denylist, q.disabled, q.platform, q.version, q.shard, q.description, q.value,
       q.extra
     FROM pack_queries q LEFT JOIN queries s ON s.id = q.query_id
     CROSS JOIN LATERAL (SELECT s.id IS NOT NULL AND (s.team_id IS NULL OR s.team_id = $3) AS yes) kept
     WHERE q.pack_id = $1 ORDER BY q.position, q.id`,
    [id, row.id, team_id],
  )
  return row.id
}

/** The names among these that packs bear. */
export async function listTakenPackNames(tx: Tx, stem: string): Promise<string[]> {
  const rows = await tx.sql<{ name: string }>(
    'SELECT name FROM packs WHERE starts_with(name, $1)',
    [stem],
  )
  return rows.map(({ name }) => name)
}
