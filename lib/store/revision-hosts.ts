// Which revisions of a pack the hosts run, by the hash that each reported of its configuration.
import { sql } from '@/lib/store/db'

/** Revisions by the hashes that agents report of configurations with them: of all of it, of its etag. */
const servedSql = `SELECT p.pack_id, p.revision, u.hash
  FROM rendering_packs p JOIN renderings g ON g.hash = p.rendering_hash
  CROSS JOIN LATERAL unnest(ARRAY[g.expected_config_hash, g.etag_config_hash]) AS u(hash)
 WHERE u.hash <> ''`

/** The revisions of packs by the hash that an agent reports of a configuration with them. */
export function listRevisionHashes(
  packIds: readonly number[],
): Promise<{ pack_id: number; hash: string; revisions: number[] }[]> {
  return sql(
    'people',
    `SELECT s.pack_id, s.hash, array_agg(DISTINCT s.revision) AS revisions FROM (${servedSql}) s
      WHERE s.pack_id = ANY($1::int[]) GROUP BY 1, 2`,
    [packIds],
  )
}

/** The revisions of each pack whose bytes one host runs. */
export function listRunsOfHost(
  hostId: number,
): Promise<{ pack_id: number; revisions: number[] }[]> {
  return sql(
    'people',
    `SELECT p.pack_id, array_agg(DISTINCT p.revision ORDER BY p.revision) AS revisions
     FROM hosts h JOIN renderings g
       ON h.reported_config_hash IN (g.expected_config_hash, g.etag_config_hash)
     JOIN rendering_packs p ON p.rendering_hash = g.hash
     WHERE h.id = $1 AND h.reported_config_hash <> '' GROUP BY p.pack_id`,
    [hostId],
  )
}

/** The hosts among those given whose bytes are of the revision. */
export async function listRunning(
  packId: number,
  revision: number,
  hostIds: readonly number[],
): Promise<number[]> {
  const rows = await sql<{ id: number }>(
    'people',
    `SELECT h.id FROM hosts h WHERE h.id = ANY($3::int[]) AND h.reported_config_hash IN (
       SELECT s.hash FROM (${servedSql}) s WHERE s.pack_id = $1 AND s.revision = $2)`,
    [packId, revision, hostIds],
  )
  return rows.map(({ id }) => id)
}
