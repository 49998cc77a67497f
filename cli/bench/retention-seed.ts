// Days of result lines that are due to go: each filled and indexed beside the table, to be attached when
// its turn comes. Every day has a full set and changes of every query on every host.
import pg from 'pg'
import { databaseUrl, sql } from '@/lib/store/db'

export const dayLines = 1_000_000
export const dayHosts = 1_000
const queries = 20
/** Past the 30 days that lines are kept. */
const daysAgo = 40

const seedSchedule = `
WITH p AS (INSERT INTO packs (id, name) VALUES (1, 'base') RETURNING id)
INSERT INTO pack_queries (id, pack_id, name, query, interval)
SELECT n, p.id, 'query_' || n, 'SELECT 1', 3600 FROM p, generate_series(1, ${queries}) AS n`

const insertLines = (table: string) => `
INSERT INTO ${table} (received_at, host_id, name, pack_id, pack_query_id, action, unix_time, epoch,
                      counter, content, decorations, fingerprint)
SELECT t.at, 1 + n % ${dayHosts}, 'pack/base/query_' || q.id, 1, q.id, 'added',
       extract(epoch FROM t.at)::bigint, 0, n / ${dayHosts * queries},
       jsonb_build_object('columns', jsonb_build_object('uid', n::text, 'gid', '0',
         'username', 'user' || n, 'description', 'A person of flesh and blood',
         'directory', '/home/user' || n, 'shell', '/bin/bash', 'uuid', '')),
       '{"host_uuid": "4C4C4544-0000-1000-8000-000000000000"}', gen_random_uuid()
  FROM generate_series(0, ${dayLines} - 1) AS n,
       LATERAL (SELECT 1 + n / ${dayHosts} % ${queries} AS id) q,
       LATERAL (SELECT $1::timestamptz + n * interval '1 day' / ${dayLines} AS at) t`

/** A connection of its own: those of the pools end what takes long. */
async function alone<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl() })
  await client.connect()
  try {
    await client.query("SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")
    return await work(client)
  } finally {
    await client.end()
  }
}

const dayMs = 86_400_000
const startOf = (at: number) => new Date((Math.floor(Date.now() / dayMs) - daysAgo + at) * dayMs)
const nameOf = (from: Date) => `result_lines_${from.toISOString().slice(0, 10).replaceAll('-', '')}`

/** Makes so many days, oldest first; returns when each began. The fold of health has had them all. */
export async function seedDays(count: number): Promise<Date[]> {
  await sql('work', seedSchedule)
  const days = Array.from({ length: count }, (_, at) => startOf(at))
  await alone(async (client) => {
    for (const from of days) {
      const name = nameOf(from)
      await client.query(`CREATE TABLE ${name} (LIKE result_lines INCLUDING DEFAULTS)`)
      await client.query(insertLines(name), [from])
      await client.query(`CREATE UNIQUE INDEX ON ${name} (fingerprint)`)
    }
    await client.query(
      `INSERT INTO fold_cursors (name, position) SELECT 'result_lines', last_value
         FROM result_lines_id_seq`,
    )
  })
  return days
}

/** Makes it a day of the table, with all indexes; its name. */
export async function attachDay(from: Date): Promise<string> {
  const name = nameOf(from)
  const until = new Date(from.getTime() + dayMs)
  await alone(async (client) => {
    await client.query(
      `ALTER TABLE result_lines ATTACH PARTITION ${name}
       FOR VALUES FROM ('${from.toISOString()}') TO ('${until.toISOString()}')`,
    )
    await client.query(`VACUUM ANALYZE ${name}`)
    await client.query('CHECKPOINT')
  })
  return name
}
