// The protocol document's log fixtures, and hosts to send them as.
import type { LogHost } from '@/lib/domain/ingest'
import { sql } from '@/lib/store/db'

export const L1 = {
  name: 'pack/base/users',
  hostIdentifier: 'web-01',
  calendarTime: 'Tue Sep  2 09:00:01 2025 UTC',
  unixTime: 1_756_803_601,
  epoch: 0,
  counter: 3,
  numerics: false,
  columns: { uid: '0', username: 'root' },
  action: 'added',
}
const { columns: _columns, action: _action, ...common } = L1

export const L2 = {
  ...common,
  name: 'users',
  counter: 4,
  diffResults: { removed: [{ uid: '9' }], added: [{ uid: '0' }, { uid: '1' }] },
}

export const L3 = {
  ...common,
  name: 'procs',
  counter: 0,
  snapshot: [{ pid: '1' }, { pid: '2' }],
  action: 'snapshot',
}

export const L4 = {
  hostIdentifier: 'web-01',
  calendarTime: 'Tue Sep  2 09:00:01 2025 UTC',
  unixTime: 1_756_803_601,
  severity: 1,
  filename: 'packs.cpp',
  line: 226,
  message: 'Query has invalid interval: x: 0',
  version: '5.23.1',
}

export const results = (...data: unknown[]) => ({ log_type: 'result', data })
export const statuses = (...data: unknown[]) => ({ log_type: 'status', data })

/** A stored host that was served `pack/base/users`, `users` and `procs`. */
export async function logHost(hostname = 'web-01'): Promise<LogHost> {
  const names = {
    'pack/base/users': { pack_id: 1, pack_query_id: 7, query_id: 70 },
    users: { pack_id: 2, pack_query_id: 8, query_id: null },
    procs: { pack_id: 2, pack_query_id: 9, query_id: 90 },
  }
  await sql(
    'work',
    `INSERT INTO renderings (hash, body, expected_config_hash, names) VALUES ('r1', '', '', $1)
     ON CONFLICT DO NOTHING`,
    [names],
  )
  const [row] = await sql<{ id: number }>(
    'work',
    'INSERT INTO hosts (hostname, host_identifier) VALUES ($1, $1) RETURNING id',
    [hostname],
  )
  return { id: row?.id ?? 0, host_identifier: hostname, renderings: ['r1'], rendering_hash: 'r1' }
}

export type StoredResult = {
  host_id: number
  name: string
  pack_id: number | null
  pack_query_id: number | null
  query_id: number | null
  action: string
  unix_time: number
  epoch: string
  counter: string
  content: {
    columns?: Record<string, string>
    snapshot?: Record<string, string>[]
    truncated?: true
  }
  decorations: Record<string, string> | null
  unsolicited: boolean
  claimed_by: string | null
  received_at: Date
}

export function storedResults(hostId: number): Promise<StoredResult[]> {
  return sql('work', 'SELECT * FROM result_lines WHERE host_id = $1 ORDER BY id', [hostId])
}

export async function rowCount(table: string, hostId: number): Promise<number> {
  const [row] = await sql<{ count: number }>(
    'work',
    `SELECT count(*)::int AS count FROM ${table} WHERE host_id = $1`,
    [hostId],
  )
  return row?.count ?? 0
}
