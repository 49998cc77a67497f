// Which revisions of a pack the hosts run, by the hash that each reported of its configuration.
import { sql } from '@/lib/store/db'

const knownSql = `
  SELECT hash, array_agg(DISTINCT revision) AS revisions FROM (
    SELECT g.expected_config_hash AS hash, p.revision FROM rendering_packs p
      JOIN renderings g ON g.hash = p.rendering_hash WHERE p.pack_id = $1
    UNION ALL
    SELECT g.etag_config_hash, p.revision FROM rendering_packs p
      JOIN renderings g ON g.hash = p.rendering_hash
     WHERE p.pack_id = $1 AND g.etag_config_hash <> '') served
  GROUP BY hash`

/** The revisions of a pack by the hash that an agent reports of a configuration with it. */
export async function findRevisionsByHash(packId: number): Promise<Map<string, number[]>> {
  const rows = await sql<{ hash: string; revisions: number[] }>('people', knownSql, [packId])
  return new Map(rows.map(({ hash, revisions }) => [hash, revisions]))
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
