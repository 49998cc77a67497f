// Scheduled queries of packs, one by one and as whole lists, and the checks that need all of them.
import { sql, type Tx } from '@/lib/store/db'
import { assignments } from '@/lib/store/patches'
import type { QuerySchedule } from '@/lib/wire/pack-definitions'
import type { PlainObject } from '@/lib/wire/pack-file-shape'

export type PackQueryContent = QuerySchedule & {
  name: string
  query_id: number | null
  query: string | null
  description: string
  value: string
  extra: PlainObject
  /** Absent: on. */
  disabled?: boolean
}

type StoredPackQuery = PackQueryContent & { id: number; query: string }

/** The queries of a pack in their order, with all that an export needs; saved SQL in its place. */
export function listPackQueries(packId: number): Promise<StoredPackQuery[]> {
  return sql<StoredPackQuery>(
    'people',
    `SELECT q.id, q.name, q.query_id, coalesce(q.query, s.query) AS query, q.interval, q.snapshot,
       q.removed, q.denylist, q.disabled, q.platform, q.version, q.shard, q.description, q.value,
       q.extra
     FROM pack_queries q LEFT JOIN queries s ON s.id = q.query_id
     WHERE q.pack_id = $1 ORDER BY q.position, q.id`,
    [packId],
  )
}

/** Appends queries after those the pack has, in the order given. Returns their ids in that order. */
export async function insertPackQueries(
  tx: Tx,
  packId: number,
  queries: PackQueryContent[],
): Promise<number[]> {
  const rows = await tx.sql<{ id: number; name: string }>(
    `INSERT INTO pack_queries (pack_id, position, name, query_id, query, interval, snapshot, removed,
       denylist, platform, version, shard, description, value, extra, disabled)
     SELECT $1, base.position + r.ordinal, r.name, r.query_id, r.query, r.interval, r.snapshot,
       r.removed, r.denylist, r.platform, r.version, r.shard, r.description, r.value, r.extra,
       coalesce(r.disabled, false)
     FROM (SELECT coalesce(max(position), 0) AS position FROM pack_queries WHERE pack_id = $1) base,
       jsonb_to_recordset($2::jsonb) AS r(ordinal int, name text, query_id int, query text,
         interval int, snapshot boolean, removed boolean, denylist boolean, platform text,
         version text, shard int, description text, value text, extra jsonb, disabled boolean)
     ORDER BY r.ordinal RETURNING id, name`,
    [packId, JSON.stringify(queries.map((query, index) => ({ ...query, ordinal: index + 1 })))],
  )
  const byName = new Map(rows.map(({ id, name }) => [name, id]))
  return queries.flatMap(({ name }) => byName.get(name) ?? [])
}

/** A query of a whole list: with an id the one that the pack has; `extra` left out keeps what it has. */
export type ListedQuery = Omit<PackQueryContent, 'extra'> & { id?: number; extra?: PlainObject }

type ListRow = ListedQuery & { position: number }

const listColumns = `name, query_id, query, interval, snapshot, removed, denylist, platform,
  version, shard, description, value`
const recordColumns = `id int, position int, name text, query_id int, query text, interval int,
  snapshot boolean, removed boolean, denylist boolean, platform text, version text, shard int,
  description text, value text, extra jsonb, disabled boolean`

async function updateListed(tx: Tx, packId: number, kept: ListRow[]): Promise<void> {
  const rows = JSON.stringify(kept)
  // Names may change places, so those that change first go to where no name can be.
  await tx.sql(
    `UPDATE pack_queries q SET name = chr(1) || q.id
     FROM jsonb_to_recordset($2::jsonb) AS r(id int, name text)
     WHERE q.pack_id = $1 AND q.id = r.id AND q.name <> r.name`,
    [packId, rows],
  )
  await tx.sql(
    `UPDATE pack_queries q SET (position, ${listColumns}, extra, disabled) =
       (SELECT r.position, ${listColumns.replaceAll(/\w+/g, 'r.$&')}, coalesce(r.extra, q.extra),
       coalesce(r.disabled, false))
     FROM jsonb_to_recordset($2::jsonb) AS r(${recordColumns})
     WHERE q.pack_id = $1 AND q.id = r.id`,
    [packId, rows],
  )
}

async function insertListed(tx: Tx, packId: number, added: ListRow[]): Promise<void> {
  await tx.sql(
    `INSERT INTO pack_queries (id, pack_id, position, ${listColumns}, extra, disabled)
     SELECT coalesce(r.id, nextval(pg_get_serial_sequence('pack_queries', 'id'))), $1, r.position,
       ${listColumns.replaceAll(/\w+/g, 'r.$&')}, coalesce(r.extra, '{}'),
       coalesce(r.disabled, false)
     FROM jsonb_to_recordset($2::jsonb) AS r(${recordColumns}) ORDER BY r.position`,
    [packId, JSON.stringify(added)],
  )
}

/** The ids of a pack's queries. */
export async function listPackQueryIds(tx: Tx, packId: number): Promise<number[]> {
  const rows = await tx.sql<{ id: number }>('SELECT id FROM pack_queries WHERE pack_id = $1', [
    packId,
  ])
  return rows.map(({ id }) => id)
}

/**
 * Makes the list the pack's queries, in its order: what is missing is removed, what has an id of the
 * pack is updated, the rest is inserted, under its id if it brings one (that a removed query had).
 */
export async function replaceQueries(tx: Tx, packId: number, list: ListedQuery[]): Promise<void> {
  const held = new Set(await listPackQueryIds(tx, packId))
  const rows = list.map((query, index) => ({ ...query, position: index + 1 }))
  const kept = rows.filter(({ id }) => id !== undefined && held.has(id))
  const added = rows.filter(({ id }) => id === undefined || !held.has(id))
  await tx.sql('DELETE FROM pack_queries WHERE pack_id = $1 AND NOT id = ANY($2::int[])', [
    packId,
    kept.map(({ id }) => id),
  ])
  if (kept.length > 0) await updateListed(tx, packId, kept)
  if (added.length > 0) await insertListed(tx, packId, added)
}

const fields = [
  'name',
  'query',
  'interval',
  'snapshot',
  'removed',
  'denylist',
  'platform',
  'version',
  'shard',
  'description',
] as const

type PackQueryPatch = {
  [Field in (typeof fields)[number]]?: PackQueryContent[Field] | undefined
}

/** Sets the given columns of one query. Inline SQL takes the place of a saved query. */
export async function updatePackQuery(tx: Tx, id: number, patch: PackQueryPatch): Promise<void> {
  const { sets, values } = assignments(fields, patch)
  if (sets.length === 0) return
  if (patch.query !== undefined) sets.push('query_id = NULL')
  await tx.sql(`UPDATE pack_queries SET ${sets.join(', ')} WHERE id = $1`, [id, ...values])
}

export async function removePackQuery(tx: Tx, id: number): Promise<void> {
  await tx.sql('DELETE FROM pack_queries WHERE id = $1', [id])
}

/** Full names that would stand for two queries, with the other pack and query that has them. */
export function findFullNameCollisions(
  tx: Tx,
  packId: number,
): Promise<{ full_name: string; pack: string; query: string }[]> {
  return tx.sql(
    `SELECT p.name || '/' || q.name AS full_name, op.name AS pack, oq.name AS query
       FROM pack_queries q JOIN packs p ON p.id = q.pack_id
       JOIN packs op ON op.id <> p.id
         AND (starts_with(op.name, p.name || '/') OR starts_with(p.name, op.name || '/'))
       JOIN pack_queries oq ON oq.pack_id = op.id
         AND op.name || '/' || oq.name = p.name || '/' || q.name
      WHERE p.id = $1 LIMIT 5`,
    [packId],
  )
}
