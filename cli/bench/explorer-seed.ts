// Result lines by the million straight into the database: a week of a fleet's, a day a partition, each
// built beside the table, indexed, then attached.
import type pg from 'pg'
import { pool, sql } from '@/lib/store/db'

export const packs = 8
export const queriesPerPack = 8
export const days = 7
const queries = packs * queriesPerPack
/** Lines that one host sends at once. */
const batch = 20
const chunk = 500_000

/** A query of every eighth line, one of every sixteenth …: few are common and many are rare. */
const queryOf = `1 + least(${queries - 1}, floor(-8 * ln(1 - (h.a % 100003) / 100004.0)))::int`

const columnsOf = `
  CASE q.id % 4
    WHEN 0 THEN jsonb_build_object('uid', (h.b % 1000)::text, 'gid', '0', 'username', 'user' || h.b % 1000,
      'description', 'A person of flesh and blood', 'directory', '/home/user' || h.b % 1000,
      'shell', '/bin/bash', 'uuid', '')
    WHEN 1 THEN jsonb_build_object('vendor', (ARRAY['SanDisk', 'Yubico', 'Logitech', 'Acme'])[1 + h.b % 4],
      'model', 'Model ' || h.b % 300, 'serial', upper(md5(n::text)), 'usb_port', (h.b % 4)::text,
      'removable', '1')
    WHEN 2 THEN jsonb_build_object('name', 'package-' || h.b % 5000, 'version', h.b % 9 || '.' || h.b % 31,
      'source', '', 'arch', 'amd64', 'maintainer', 'People of distribution ' || h.b % 40)
    ELSE jsonb_build_object('pid', (h.b % 32768)::text, 'port', (1024 + h.b % 4000)::text,
      'protocol', '6', 'address', '0.0.0.0', 'path', '/usr/lib/app-' || h.b % 700 || '/bin/run')
  END`

/** Every fiftieth line of a query of the first kind is a snapshot of eight rows. */
const insertLines = (table: string) => `
INSERT INTO ${table} (received_at, host_id, name, pack_id, pack_query_id, query_id, action, unix_time,
                      epoch, counter, content, decorations, unsolicited, fingerprint)
SELECT t.at, 1 + h.host % $5::int, 'pack/Pack ' || q.pack || '/query_' || q.id, q.pack, q.id, NULL,
       CASE WHEN s.is_snapshot THEN 'snapshot' WHEN h.b % 5 = 4 THEN 'removed' ELSE 'added' END,
       extract(epoch FROM t.at)::bigint - h.host % 10, 0, n / 1000,
       CASE WHEN s.is_snapshot
         THEN jsonb_build_object('snapshot', (SELECT jsonb_agg(${columnsOf.replaceAll('h.b', '(h.b + r * 7919)')})
                                                FROM generate_series(1, 8) AS r))
         ELSE jsonb_build_object('columns', ${columnsOf}) END,
       jsonb_build_object('host_uuid', '4C4C4544-0000-1000-8000-' || lpad((h.host % $5::int)::text, 12, '0')),
       false,
       (lpad(to_hex(extract(epoch FROM t.at)::bigint % 4294967296), 8, '0') || left(md5(n::text), 24))::uuid
  FROM generate_series($1::bigint, $2::bigint) AS n,
       LATERAL (SELECT hashint8(n)::bigint & 2147483647 AS a,
                       hashint8(n * 7 + 1)::bigint & 2147483647 AS b,
                       hashint8(n / ${batch})::bigint & 2147483647 AS host) h,
       LATERAL (SELECT $3::timestamptz + ((n - $4::bigint) / ${batch} * ${batch}) * $6::float8
                         * interval '1 millisecond' AS at) t,
       LATERAL (SELECT ${queryOf} AS id) i,
       LATERAL (SELECT i.id, 1 + (i.id - 1) / ${queriesPerPack} AS pack) q,
       LATERAL (SELECT q.id % 4 = 0 AND h.b % 50 = 0 AS is_snapshot) s`

const seedSchedule = `
WITH p AS (INSERT INTO packs (id, name)
  SELECT n, 'Pack ' || n FROM generate_series(1, ${packs}) AS n RETURNING id)
INSERT INTO pack_queries (id, pack_id, name, query, interval)
SELECT n, 1 + (n - 1) / ${queriesPerPack}, 'query_' || n, 'SELECT 1', 3600
  FROM generate_series(1, ${queries}) AS n, (SELECT count(*) FROM p) AS made`

/** All but the ids, which are the day's own. */
const columns = `host_id, name, pack_id, pack_query_id, query_id, action, unix_time, epoch, counter, content,
  decorations, unsolicited, fingerprint`

type Client = pg.PoolClient

const dayMs = 86_400_000

/** The first day line by line; the others as that day was, which is many times quicker. */
async function fillDay(client: Client, day: Day, { first, hosts }: { first: Day; hosts: number }) {
  const later = `interval '${(day.from.getTime() - first.from.getTime()) / 1_000} seconds'`
  if (day !== first) {
    await client.query(
      `INSERT INTO ${day.name} (received_at, ${columns})
       SELECT received_at + ${later}, ${columns} FROM ${first.name}
        WHERE received_at + ${later} < now()`,
    )
    return
  }
  for (let at = 0; at < day.lines; at += chunk) {
    const last = Math.min(day.lines, at + chunk)
    await client.query(insertLines(day.name), [at + 1, last, day.from, 1, hosts, dayMs / day.lines])
  }
}

type Day = { name: string; from: Date; until: Date; lines: number }

/** The days up to now; lines come evenly, so that today has fewer. */
function daysOf(lines: number, now: Date): Day[] {
  const today = Math.floor(now.getTime() / dayMs) * dayMs
  const begin = today - (days - 1) * dayMs
  const perDay = Math.ceil((lines * dayMs) / (now.getTime() - begin))
  return Array.from({ length: days }, (_, at) => {
    const from = new Date(begin + at * dayMs)
    const name = `result_lines_${from.toISOString().slice(0, 10).replaceAll('-', '')}`
    return { name, from, until: new Date(from.getTime() + dayMs), lines: perDay }
  })
}

async function makeDay(client: Client, day: Day, of: { first: Day; hosts: number }) {
  const { name, from, until } = day
  await client.query(`DROP TABLE IF EXISTS ${name}`)
  await client.query(`CREATE TABLE ${name} (LIKE result_lines INCLUDING DEFAULTS)`)
  await fillDay(client, day, of)
  await client.query(`CREATE UNIQUE INDEX ${name}_fingerprint ON ${name} (fingerprint)`)
  await client.query(
    `ALTER TABLE result_lines ATTACH PARTITION ${name}
     FOR VALUES FROM ('${from.toISOString()}') TO ('${until.toISOString()}')`,
  )
  await client.query(`VACUUM ANALYZE ${name}`)
}

/** Makes the schedule and about that many lines of hosts 1 to `hosts`, received in the last week. */
export async function seedLines(lines: number, hosts: number): Promise<void> {
  await sql('work', seedSchedule)
  const client = await pool('work').connect()
  try {
    await client.query(
      "SET statement_timeout = 0; SET maintenance_work_mem = '512MB'; SET synchronous_commit = off",
    )
    const { rows } = await client.query<{ now: Date }>('SELECT now()')
    const all = daysOf(lines, rows[0]?.now ?? new Date())
    const [first] = all
    if (first) for (const day of all) await makeDay(client, day, { first, hosts })
    await client.query('ANALYZE result_lines')
  } finally {
    client.release(true)
  }
}
