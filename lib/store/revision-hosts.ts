// Which revisions of a pack the hosts run, by the hash that each reported of its configuration.
import { sql } from '@/lib/store/db'

const knownSql = `
  SELECT pack_id, hash, array_agg(DISTINCT revision) AS revisions FROM (
    SELECT p.pack_id, g.expected_config_hash AS hash, p.revision FROM rendering_packs p
      JOIN renderings g ON g.hash = p.rendering_hash WHERE p.pack_id = ANY($1::int[])
    UNION ALL
    SELECT p.pack_id, g.etag_config_hash, p.revision FROM rendering_packs p
      JOIN renderings g ON g.hash = p.rendering_hash
     WHERE p.pack_id = ANY($1::int[]) AND g.etag_config_hash <> '') served
  GROUP BY pack_id, hash`

/** The revisions of packs by the hash that an agent reports of a configuration with them. */
export function listRevisionHashes(
  packIds: readonly number[],
): Promise<{ pack_id: number; hash: string; revisions: number[] }[]> {
  return sql('people', knownSql, [packIds])
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
