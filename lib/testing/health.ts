// A fleet for tests of health: hosts that were served configurations, and what they say of them.
import { fullName } from '@/lib/domain/rendering'
import { pool, sql } from '@/lib/store/db'

export const never = new AbortController().signal

export type ServedQuery = { id: number; name: string; sql: string; interval?: number }

type Served = {
  hash: string
  pack: { id: number; name: string }
  queries: readonly ServedQuery[]
  revision?: number
}

/** Stores a configuration of one pack; its reported hash is `<hash>-applied`. */
export async function storeRendering({ hash, pack, queries, revision = 1 }: Served): Promise<void> {
  const names = Object.fromEntries(
    queries.map(({ id, name }) => [
      fullName(pack.name, name),
      { pack_id: pack.id, pack_query_id: id, query_id: null },
    ]),
  )
  const inner = queries.map(({ name, sql: query, interval = 60 }) => [name, { query, interval }])
  const body = { packs: { [pack.name]: { queries: Object.fromEntries(inner) } } }
  await sql(
    'work',
    `INSERT INTO renderings (hash, body, expected_config_hash, names)
     VALUES ($1, $2, $1 || '-applied', $3)`,
    [hash, JSON.stringify(body), JSON.stringify(names)],
  )
  await sql('work', 'INSERT INTO rendering_packs VALUES ($1, $2, $3)', [hash, pack.id, revision])
}

/** A host that was served those configurations, the last one now. */
export async function servedHost(hostname: string, hashes: readonly string[]): Promise<number> {
  const [row] = await sql<{ id: number }>(
    'work',
    `INSERT INTO hosts (hostname, platform, rendering_hash, config_served_at, reported_config_hash)
     VALUES ($1, 'linux', $2, now(), $2 || '-applied') RETURNING id`,
    [hostname, hashes.at(-1) ?? null],
  )
  const id = row?.id ?? 0
  await sql('work', 'INSERT INTO host_seen (host_id, rhythm_seconds) VALUES ($1, 10)', [id])
  for (const hash of hashes)
    await sql('work', 'INSERT INTO host_renderings (host_id, rendering_hash) VALUES ($1, $2)', [
      id,
      hash,
    ])
  return id
}

type Line = { host: number; query: number; rows: number; unix?: number }

let prints = 0
const print = () => `00000000-0000-4000-8000-${String(++prints).padStart(12, '0')}`

export const insertLineSql = `INSERT INTO result_lines (host_id, name, pack_id, pack_query_id, action,
  unix_time, epoch, counter, content, fingerprint)
  VALUES ($1, 'pack/p/q', 1, $2, 'snapshot', $3, 0, 0, $4, $5)`

export const lineValues = ({ host, query, rows, unix = 1_800_000_000 }: Line): unknown[] => [
  host,
  query,
  unix,
  JSON.stringify({ snapshot: Array.from({ length: rows }, () => ({ a: '1' })) }),
  print(),
]

export async function storeLine(line: Line): Promise<void> {
  await sql('work', insertLineSql, lineValues(line))
}

export async function storeStatus(host: number, message: string): Promise<void> {
  await sql(
    'work',
    `INSERT INTO status_lines (host_id, unix_time, severity, filename, line, message, version,
       fingerprint) VALUES ($1, 1800000000, 2, 'scheduler.cpp', 1, $2, '5.23.1', $3)`,
    [host, message, print()],
  )
}

/** A connection of its own with an open transaction. */
export async function openTransaction() {
  const client = await pool('people').connect()
  await client.query('BEGIN')
  return {
    run: (text: string, values: unknown[]) => client.query(text, values),
    commit: async () => {
      await client.query('COMMIT')
      client.release()
    },
  }
}

/** What is kept of a query on a host. */
export async function queryHost(query: number, host: number): Promise<Record<string, unknown>> {
  const [row] = await sql<Record<string, unknown>>(
    'work',
    'SELECT * FROM query_hosts WHERE pack_query_id = $1 AND host_id = $2',
    [query, host],
  )
  return row ?? {}
}
