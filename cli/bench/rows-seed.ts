// Campaigns with many rows straight into the database: ten columns, of which half differ on every row.
import { sql } from '@/lib/store/db'

/** A statement is cut off after ten seconds. */
const hostsAtOnce = 250

const insertResults = `
INSERT INTO campaign_results (campaign_id, seq, host_id, rows, bytes)
SELECT $1, t.n, t.n, t.rows, octet_length(t.rows::text)
  FROM (SELECT n, json_agg(json_build_object(
            'pid', (n * 7919 + r)::text, 'name', 'app-' || (n * 31 + r) % 400,
            'path', '/usr/lib/app-' || (n * 31 + r) % 4000 || '/bin/run', 'state', 'S',
            'uid', (r % 40)::text, 'parent', ((n + r) % 900)::text,
            'resident_size', (n * 4096 + r * 512)::text, 'start_time', (1700000000 + n * r)::text,
            'cmdline', '/usr/lib/app --id ' || n * r, 'on_disk', '1')) AS rows
          FROM generate_series($2::int, $3::int) AS n, generate_series(1, $4::int) AS r
         GROUP BY n) t`

/** A finished campaign of that many hosts with so many rows of ten columns each. */
export async function seedCampaign(answered: number, rows: number): Promise<number> {
  const [campaign] = await sql<{ id: number }>(
    'work',
    `INSERT INTO campaigns (query, name, status, selected, expires_at, ended_at, targeted, answered,
                            rows, last_seq)
     VALUES ('SELECT * FROM processes', 'processes', 'complete', '{"all": true}', now(), now(), $1, $1,
             $1::int * $2::int, $1) RETURNING id`,
    [answered, rows],
  )
  const id = campaign?.id ?? 0
  await sql(
    'work',
    `INSERT INTO campaign_hosts (campaign_id, host_id, state, finished_at, seq, rows)
     SELECT $1, n, 'answered', now(), n, $3 FROM generate_series(1, $2::int) AS n`,
    [id, answered, rows],
  )
  for (let from = 1; from <= answered; from += hostsAtOnce) {
    await sql('work', insertResults, [id, from, Math.min(answered, from + hostsAtOnce - 1), rows])
  }
  return id
}
