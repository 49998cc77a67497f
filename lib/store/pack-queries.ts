// Scheduled queries of packs, revisions, and the checks that need the whole of them.
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
}

type StoredPackQuery = PackQueryContent & { id: number; query: string }

/** The queries of a pack in their order, with all that an export needs; saved SQL in its place. */
export function listPackQueries(packId: number): Promise<StoredPackQuery[]> {
  return sql<StoredPackQuery>(
    'people',
    `SELECT q.id, q.name, q.query_id, coalesce(q.query, s.query) AS query, q.interval, q.snapshot,
       q.removed, q.denylist, q.platform, q.version, q.shard, q.description, q.value, q.extra
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
       denylist, platform, version, shard, description, value, extra)
     SELECT $1, base.position + r.ordinal, r.name, r.query_id, r.query, r.interval, r.snapshot,
       r.removed, r.denylist, r.platform, r.version, r.shard, r.description, r.value, r.extra
     FROM (SELECT coalesce(max(position), 0) AS position FROM pack_queries WHERE pack_id = $1) base,
       jsonb_to_recordset($2::jsonb) AS r(ordinal int, name text, query_id int, query text,
         interval int, snapshot boolean, removed boolean, denylist boolean, platform text,
         version text, shard int, description text, value text, extra jsonb)
     ORDER BY r.ordinal RETURNING id, name`,
    [packId, JSON.stringify(queries.map((query, index) => ({ ...query, ordinal: index + 1 })))],
  )
  const byName = new Map(rows.map(({ id, name }) => [name, id]))
  return queries.flatMap(({ name }) => byName.get(name) ?? [])
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

/** Writes the next revision of packs: whole content, as it stands in this transaction. */
export async function appendRevisions(
  tx: Tx,
  packIds: number[],
  authorId: number | null,
  note: string,
): Promise<void> {
  await tx.sql(
    `WITH raised AS (
       UPDATE packs SET updated_at = now(), revision = revision +
         (SELECT count(*)::int FROM (SELECT 1 FROM pack_revisions r
           WHERE r.pack_id = packs.id LIMIT 1) had)
       WHERE id = ANY($1::int[]) RETURNING *)
     INSERT INTO pack_revisions (pack_id, number, author_id, note, content)
     SELECT p.id, p.revision, $2, $3, to_jsonb(p) || jsonb_build_object(
       'targets', coalesce((SELECT jsonb_agg(to_jsonb(t) - 'pack_id' ORDER BY t.kind, t.object_id)
         FROM pack_targets t WHERE t.pack_id = p.id), '[]'),
       'queries', coalesce((SELECT jsonb_agg(to_jsonb(q) || jsonb_build_object(
           'sql', coalesce(q.query, s.query)) ORDER BY q.position, q.id)
         FROM pack_queries q LEFT JOIN queries s ON s.id = q.query_id
         WHERE q.pack_id = p.id), '[]'))
     FROM raised p`,
    [packIds, authorId, note],
  )
}
