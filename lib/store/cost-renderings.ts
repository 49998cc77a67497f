// What the queries of served configurations are: their text, their interval and the revision of their
// pack. Bodies are read once by whoever folds; afterwards the digest of each query is kept.
import { sql } from '@/lib/store/db'
import type { ServedNames } from '@/lib/wire/renderings'

type StoredRendering = {
  hash: string
  body: string
  names: ServedNames
  /** The newest revision of each pack that these bytes are of. */
  revisions: Record<string, number>
}

export function findRenderings(hashes: readonly string[]): Promise<StoredRendering[]> {
  return sql<StoredRendering>(
    'work',
    `SELECT r.hash, r.body, r.names, coalesce((SELECT jsonb_object_agg(p.pack_id, p.revision) FROM (
         SELECT pack_id, max(revision) AS revision FROM rendering_packs
          WHERE rendering_hash = r.hash GROUP BY pack_id) p), '{}') AS revisions
       FROM renderings r WHERE r.hash = ANY($1)`,
    [hashes],
  )
}

/** Configurations whose queries were not read yet. */
export async function listUnreadRenderings(limit: number): Promise<string[]> {
  const rows = await sql<{ hash: string }>(
    'work',
    `SELECT r.hash FROM renderings r
      WHERE NOT EXISTS (SELECT 1 FROM rendering_queries q WHERE q.rendering_hash = r.hash)
      ORDER BY r.created_at LIMIT $1`,
    [limit],
  )
  return rows.map(({ hash }) => hash)
}

export type RenderingQuery = {
  rendering_hash: string
  /** 0 in the one row of a configuration without queries. */
  pack_query_id: number
  sql_digest: string
  interval: number
}

export async function appendRenderingQueries(queries: readonly RenderingQuery[]): Promise<void> {
  await sql(
    'work',
    `INSERT INTO rendering_queries (rendering_hash, pack_query_id, sql_digest, interval)
     SELECT rendering_hash, pack_query_id, sql_digest, interval
       FROM jsonb_to_recordset($1::jsonb)
         AS q(rendering_hash text, pack_query_id int, sql_digest uuid, interval int)
      ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
    [JSON.stringify(queries)],
  )
}

/** The configurations served to those hosts in the last 30 days, latest first. */
export function listHostRenderings(
  hostIds: readonly number[],
): Promise<{ host_id: number; rendering_hash: string }[]> {
  return sql(
    'work',
    `SELECT host_id, rendering_hash FROM host_renderings
      WHERE host_id = ANY($1::int[]) AND served_at > now() - interval '30 days'
      ORDER BY host_id, served_at DESC`,
    [hostIds],
  )
}
