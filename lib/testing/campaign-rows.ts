// Campaigns with answers for tests and benches of their rows, made straight in the database.
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'

/** A finished campaign with one answer from each host, in their order; resolves to its id. */
export async function answered(
  hosts: readonly number[],
  rowsOf: (at: number) => Record<string, string>[],
  name = 'listening',
): Promise<number> {
  await ensurePartitions()
  const answers = hosts.map((_, at) => rowsOf(at))
  const total = answers.reduce((sum, rows) => sum + rows.length, 0)
  const [campaign] = await sql<{ id: number }>(
    'people',
    `INSERT INTO campaigns (query, name, status, selected, expires_at, ended_at, targeted, answered,
                            rows, last_seq)
     VALUES ('SELECT 1', $1, 'complete', '{"all": true}', now(), now(), $2, $2, $3, $2) RETURNING id`,
    [name, hosts.length, total],
  )
  const id = campaign?.id ?? 0
  await sql(
    'people',
    `WITH given AS (
       SELECT * FROM unnest($2::int[], $3::text[], $4::int[]) WITH ORDINALITY AS u(host_id, rows, n, seq)
     ), hosts AS (
       INSERT INTO campaign_hosts (campaign_id, host_id, state, finished_at, seq, rows)
       SELECT $1, host_id, 'answered', now(), seq, n FROM given)
     INSERT INTO campaign_results (campaign_id, seq, host_id, rows, bytes)
     SELECT $1, seq, host_id, rows::json, octet_length(rows) FROM given`,
    [id, hosts, answers.map((rows) => JSON.stringify(rows)), answers.map((rows) => rows.length)],
  )
  return id
}
