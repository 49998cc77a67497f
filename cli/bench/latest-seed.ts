// Ten days of a fleet's lines for states: one query of snapshots, one of differences whose full sets
// are from the first day, and as many lines of other queries as are asked for beside them.
import pg from 'pg'
import { databaseUrl, sql } from '@/lib/store/db'

export const days = 10
export const snapshots = { id: 1, query: 'query_1' }
export const differences = { id: 2, query: 'query_2' }
const otherQueries = 40
const runsPerDay = 10
const baseRows = 20
const changesPerDay = 4

const columns = `received_at, host_id, name, pack_id, pack_query_id, action, unix_time, epoch, counter,
  content, unsolicited, fingerprint`
const print = (what: string) => `md5('${what}' || n || $1)::uuid`
const line = (at: string, host: string, query: string) => `${at}, ${host}, 'pack/one/query_' ||
  ${query}, 1, ${query}`
const secondOf = "$1::timestamptz + (n % 86400) * interval '1 second'"
const unixOf = (at: string) => `floor(extract(epoch FROM ${at}))::bigint`

/** A run of every host every few hours; the table changes with the day. */
const insertSnapshots = `
SELECT ${line('t.at', '1 + n % $2::int', '1')}, 'snapshot', ${unixOf('t.at')}, 0, 0,
       jsonb_build_object('snapshot', (SELECT jsonb_agg(jsonb_build_object('name', 'disk' || r,
         'encrypted', ((n % $2::int + $3::int) % 7 > r)::int::text, 'uuid', md5((n % $2::int) || 'd' || r),
         'type', 'ext4')) FROM generate_series(1, 4) AS r)), false, ${print('s')}
  FROM generate_series(0, $2::int * ${runsPerDay} - 1) AS n,
       LATERAL (SELECT $1::timestamptz + (n / $2::int) * interval '2 hours'
                       + (n % $2::int) * interval '10 milliseconds' AS at) t`

/** On the first day everything, later some rows of every host. */
const insertDifferences = `
SELECT ${line('t.at', '1 + n % $2::int', '2')}, 'added', ${unixOf('t.at')}, 0, $3::int,
       jsonb_build_object('columns', jsonb_build_object('name', 'package-' || (n / $2::int),
         'version', $3::int || '.' || (n % 31), 'arch', 'amd64')), false, ${print('d')}
  FROM generate_series(0, $2::int * CASE WHEN $3::int = 0 THEN ${baseRows} ELSE ${changesPerDay} END - 1) n,
       LATERAL (SELECT $1::timestamptz + (n % $2::int) * interval '1 second' AS at) t`

const insertOthers = `
SELECT ${line(secondOf, '1 + n % $2::int', `3 + (n / $2::int) % ${otherQueries}`)}, 'added',
       ${unixOf(secondOf)}, 0, n / 1000,
       jsonb_build_object('columns', jsonb_build_object('pid', (n % 32768)::text, 'port',
         (n % 4000)::text, 'path', '/usr/lib/app-' || n % 700 || '/bin/run')), false, ${print('o')}
  FROM generate_series(1, $3::bigint) AS n`

type Client = pg.Client

async function fillDay(
  client: Client,
  table: string,
  day: { from: Date; at: number; others: number },
  hosts: number,
) {
  const insert = (select: string, values: unknown[]) =>
    client.query(`INSERT INTO ${table} (${columns}) ${select}`, values)
  await insert(insertSnapshots, [day.from, hosts, day.at])
  await insert(insertDifferences, [day.from, hosts, day.at])
  await insert(insertOthers, [day.from, hosts, day.others])
}

async function makeDay(client: Client, from: Date, fill: (table: string) => Promise<void>) {
  const name = `result_lines_${from.toISOString().slice(0, 10).replaceAll('-', '')}`
  const until = new Date(from.getTime() + 86_400_000)
  await client.query(`DROP TABLE IF EXISTS ${name}`)
  await client.query(`CREATE TABLE ${name} (LIKE result_lines INCLUDING DEFAULTS)`)
  await fill(name)
  await client.query(`CREATE UNIQUE INDEX ${name}_fingerprint ON ${name} (fingerprint)`)
  await client.query(
    `ALTER TABLE result_lines ATTACH PARTITION ${name}
     FOR VALUES FROM ('${from.toISOString()}') TO ('${until.toISOString()}')`,
  )
  await client.query(`VACUUM ANALYZE ${name}`)
}

const seedQueries = `
WITH p AS (INSERT INTO packs (id, name) VALUES (1, 'one') RETURNING id)
INSERT INTO pack_queries (id, pack_id, name, query, interval)
SELECT n, p.id, 'query_' || n, 'SELECT 1', 3600 FROM p, generate_series(1, ${otherQueries} + 2) AS n`

/** What the fold behind the log knows of the two queries when it has come to the end. */
const seedFolded = `
INSERT INTO query_hosts (pack_query_id, host_id, last_result_at, last_result_unix, newest_unix,
                         state_id, state_at, state_unix)
SELECT pack_query_id, host_id, max(received_at), max(unix_time), max(unix_time),
       CASE pack_query_id WHEN 1 THEN max(id) ELSE min(id) END,
       CASE pack_query_id WHEN 1 THEN max(received_at) ELSE min(received_at) END,
       CASE pack_query_id WHEN 1 THEN max(unix_time) ELSE min(unix_time) END
  FROM result_lines WHERE pack_query_id IN (1, 2) GROUP BY 1, 2`

/** About that many lines of hosts 1 to `hosts`, of the ten days before today. */
export async function seedStates(lines: number, hosts: number): Promise<void> {
  await sql('work', seedQueries)
  // A connection of its own: those of the pools end what takes long.
  const client = new pg.Client({ connectionString: databaseUrl() })
  await client.connect()
  try {
    await client.query("SET maintenance_work_mem = '256MB'; SET synchronous_commit = off")
    const today = Math.floor(Date.now() / 86_400_000) * 86_400_000
    const others = Math.max(0, Math.round(lines / days) - hosts * (runsPerDay + changesPerDay))
    for (let at = 0; at < days; at++) {
      const from = new Date(today - (days - at) * 86_400_000)
      await makeDay(client, from, (table) => fillDay(client, table, { from, at, others }, hosts))
    }
    await client.query(seedFolded)
    await client.query(
      "INSERT INTO fold_cursors (name, position) SELECT 'result_lines', max(id) FROM result_lines",
    )
    await client.query('ANALYZE result_lines; ANALYZE query_hosts')
  } finally {
    await client.end()
  }
}
