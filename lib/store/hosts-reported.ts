// The configuration hash that a host's own log lines carry.
import { sql } from '@/lib/store/db'

/**
 * Sets the hash a host reports, if it is that of a configuration served to it and the line is younger
 * than the host's last vitals, which say the same at their time.
 */
export async function updateReportedHash(
  hostId: number,
  { hash, unix_time }: { hash: string; unix_time: number },
): Promise<void> {
  await sql(
    'work',
    `UPDATE hosts h SET reported_config_hash = $2
     WHERE h.id = $1 AND h.reported_config_hash IS DISTINCT FROM $2
       AND to_timestamp($3::float8) > coalesce(h.detail_updated_at, 'epoch')
       AND EXISTS (SELECT 1 FROM host_renderings r JOIN renderings g ON g.hash = r.rendering_hash
         WHERE r.host_id = h.id AND $2 IN (g.expected_config_hash, g.etag_config_hash))`,
    [hostId, hash, unix_time],
  )
}
