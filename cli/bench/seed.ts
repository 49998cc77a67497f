// Hosts straight into the database: known, with keys, labels and nothing due, so that a read of any of
// them is idle.
import { hash } from 'node:crypto'
import { sql } from '@/lib/store/db'
import { nodeKeyOf } from './bodies'

const chunk = 10_000

const insertHosts = `
INSERT INTO hosts (id, uuid, hostname, display_name, host_identifier, platform, os_name, os_version,
                   osquery_version, detail_updated_at, labels_evaluated_at, labels_version)
SELECT n, 'uuid-' || n, 'host-' || n, 'Host ' || n, 'host-' || n,
       (ARRAY['linux', 'darwin', 'windows'])[1 + n % 3],
       (ARRAY['Ubuntu', 'macOS', 'Microsoft Windows 11'])[1 + n % 3], '24.04', '5.21.0',
       now(), now(), (SELECT labels_version FROM settings)
  FROM generate_series($1::int, $2::int) AS n`

const insertVerdicts = `
INSERT INTO label_verdicts (label_id, host_id, member)
SELECT l.id, h.id, true FROM hosts h JOIN labels l
    ON l.kind = 'builtin' AND (l.name = 'All Hosts' OR l.platform = h.platform)
 WHERE h.id BETWEEN $1 AND $2
ON CONFLICT DO NOTHING`

/** Makes hosts `from` to `to`, with `nodeKeyOf` as their keys. */
export async function seedHosts(from: number, to: number): Promise<void> {
  for (let first = from; first <= to; first += chunk) {
    const last = Math.min(to, first + chunk - 1)
    const hashes = Array.from({ length: last - first + 1 }, (_, at) =>
      Buffer.from(hash('sha256', nodeKeyOf(first + at), 'base64'), 'base64'),
    )
    await sql('work', insertHosts, [first, last])
    await sql('work', insertVerdicts, [first, last])
    await sql(
      'work',
      `INSERT INTO node_keys (key_hash, host_id)
       SELECT key_hash, $2 + at - 1 FROM unnest($1::bytea[]) WITH ORDINALITY AS k(key_hash, at)`,
      [hashes, first],
    )
    await sql(
      'work',
      `INSERT INTO host_seen (host_id, seen_at, rhythm_seconds)
       SELECT n, now(), 10 FROM generate_series($1::int, $2::int) AS n`,
      [first, last],
    )
  }
  await sql('work', 'ANALYZE hosts, node_keys, host_seen, label_verdicts')
}

/**
 * Labels by SQL that every host was judged by, members of the nth by chance of n in their count.
 * Returns their ids. Ends with a vacuum, as a database that has been running for a while has had.
 */
export async function seedLabels(count: number): Promise<number[]> {
  const labels = await sql<{ id: number }>(
    'work',
    `INSERT INTO labels (name, kind, query) SELECT 'Label ' || n, 'sql', 'SELECT 1'
     FROM generate_series(1, $1::int) AS n RETURNING id`,
    [count],
  )
  for (const [at, { id }] of labels.entries()) {
    await sql(
      'work',
      `INSERT INTO label_verdicts (label_id, host_id, member)
       SELECT $1::int, h.id, (hashint4(h.id * 64 + $2::int) & 1023) < 1024 * ($2::int + 1) / $3::int
       FROM hosts h`,
      [id, at, count],
    )
  }
  await sql('work', 'VACUUM ANALYZE label_verdicts')
  return labels.map(({ id }) => id)
}
