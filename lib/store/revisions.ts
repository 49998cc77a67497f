// Revisions of packs: the whole content after each save, written under the pack's lock, and read again.
import { sql, type Tx } from '@/lib/store/db'
import { contentOf, type StoredContent } from '@/lib/store/pack-contents'
import { scopeSql } from '@/lib/store/scope'
import type { PackContent } from '@/lib/wire/pack-content'
import type { TeamScope } from '@/lib/wire/roles'

export type LockedPack = {
  id: number
  name: string
  revision: number
  released: number | null
  rolling_out: boolean
}

/** Holds packs until the transaction ends, in the order of ids; what is gone is left out. */
export async function lockPacks(tx: Tx, ids: number[]): Promise<LockedPack[]> {
  await tx.sql('SELECT 1 FROM packs WHERE id = ANY($1::int[]) ORDER BY id FOR NO KEY UPDATE', [ids])
  return tx.sql(
    `SELECT p.id, p.name, p.revision, p.released, EXISTS (SELECT 1 FROM rollouts o
       WHERE o.pack_id = p.id AND o.state IN ('running', 'paused')) AS rolling_out
     FROM packs p WHERE p.id = ANY($1::int[]) ORDER BY p.id`,
    [ids],
  )
}

/** A pack with its targets and queries in one object, `sql` being what agents run of each. */
const contentSql = `to_jsonb(p) || jsonb_build_object(
  'targets', coalesce((SELECT jsonb_agg(to_jsonb(t) - 'pack_id' ORDER BY t.kind, t.object_id)
    FROM pack_targets t WHERE t.pack_id = p.id), '[]'),
  'queries', coalesce((SELECT jsonb_agg(to_jsonb(q) || jsonb_build_object(
      'sql', coalesce(q.query, s.query)) ORDER BY q.position, q.id)
    FROM pack_queries q LEFT JOIN queries s ON s.id = q.query_id
    WHERE q.pack_id = p.id), '[]'))`

/** What packs hold now, whether or not a revision of it has been written yet. */
export async function listContents(tx: Tx, ids: number[]): Promise<Map<number, PackContent>> {
  const rows = await tx.sql<{ id: number; content: StoredContent }>(
    `SELECT p.id, ${contentSql} AS content FROM packs p WHERE p.id = ANY($1::int[])`,
    [ids],
  )
  return new Map(rows.map(({ id, content }) => [id, contentOf(content)]))
}

type NewRevision = { pack_id: number; summary: string }

/** Writes the next revision of packs: whole content, as it stands in this transaction. */
export async function appendRevisions(
  tx: Tx,
  revisions: NewRevision[],
  authorId: number | null,
  note: string,
): Promise<void> {
  await tx.sql(
    `WITH given AS (SELECT * FROM unnest($1::int[], $2::text[]) AS g(pack_id, summary)),
     raised AS (
       UPDATE packs SET updated_at = now(), revision = revision +
         (SELECT count(*)::int FROM (SELECT 1 FROM pack_revisions r
           WHERE r.pack_id = packs.id LIMIT 1) had)
       WHERE id IN (SELECT pack_id FROM given) RETURNING *)
     INSERT INTO pack_revisions (pack_id, number, author_id, note, summary, content)
     SELECT p.id, p.revision, $3, $4, g.summary, ${contentSql}
     FROM raised p JOIN given g ON g.pack_id = p.id`,
    [
      revisions.map(({ pack_id }) => pack_id),
      revisions.map(({ summary }) => summary),
      authorId,
      note,
    ],
  )
}

/** Sets which revision hosts get; null: whichever is the newest. */
export async function updateReleased(
  tx: Tx,
  packId: number,
  released: number | null,
): Promise<void> {
  await tx.sql('UPDATE packs SET released = $2 WHERE id = $1', [packId, released])
}

export type RevisionRow = {
  number: number
  author: { id: number; name: string } | null
  note: string
  summary: string
  created_at: Date
}

const revisionColumns = `r.number, r.note, r.summary, r.created_at,
  CASE WHEN u.id IS NULL THEN NULL
    ELSE jsonb_build_object('id', u.id, 'name', u.name) END AS author`
const from = 'FROM pack_revisions r LEFT JOIN users u ON u.id = r.author_id'

/** Revisions of a pack, newest first, without their contents. */
export function listRevisions(
  packId: number,
  { page, per_page }: { page: number; per_page: number },
): Promise<RevisionRow[]> {
  return sql(
    'people',
    `SELECT ${revisionColumns} ${from} WHERE r.pack_id = $1
     ORDER BY r.number DESC LIMIT $2 OFFSET $3`,
    [packId, per_page, page * per_page],
  )
}

export async function countRevisions(packId: number): Promise<number> {
  const [row] = await sql<{ count: number }>(
    'people',
    'SELECT count(*)::int AS count FROM pack_revisions WHERE pack_id = $1',
    [packId],
  )
  return row?.count ?? 0
}

/** A revision with its content as it was stored. */
export async function findRevision(
  packId: number,
  number: number,
): Promise<(RevisionRow & { content: StoredContent }) | null> {
  const [row] = await sql<RevisionRow & { content: StoredContent }>(
    'people',
    `SELECT ${revisionColumns}, r.content ${from} WHERE r.pack_id = $1 AND r.number = $2`,
    [packId, number],
  )
  return row ?? null
}

/** Names of labels, and of teams in scope, by id. */
export async function listTargetNames(
  scope: TeamScope,
  labelIds: number[],
  teamIds: number[],
): Promise<{ kind: 'label' | 'team'; id: number; name: string }[]> {
  const kept = scopeSql(scope, 'id', 3)
  return sql(
    'people',
    `SELECT 'label' AS kind, id, name FROM labels WHERE id = ANY($1::int[])
     UNION ALL SELECT 'team', id, name FROM teams WHERE id = ANY($2::int[]) AND ${kept.text}`,
    [labelIds, teamIds, ...kept.values],
  )
}
