// The one write path of agents' lines: a batch becomes one statement per table in one transaction.
// Rows come as JSON texts named after their columns. Duplicates are left out and counted, not errors;
// a fingerprint begins with the line's time so that its index stays warm where new lines land.
import { sql, type Tx, transaction } from '@/lib/store/db'
import { ensurePartitions, isPartitionMissing } from '@/lib/store/partitions'
import type { ServedNames } from '@/lib/wire/renderings'

/** JSON texts of rows, by table. */
export type LineRows = {
  readonly results: readonly string[]
  readonly statuses: readonly string[]
  readonly dead_letters: readonly string[]
}

/** How many rows of each table were new. */
export type Appended = { results: number; statuses: number; dead_letters: number }

// Yesterday's partition alone can hold a line of the last 24 hours that today's unique index misses;
// OFFSET 0 keeps this a lookup for each row, so that it never becomes a scan of that partition.
const unseen = (table: string) => `
  NOT EXISTS (SELECT 1 FROM ${table} p
               WHERE p.fingerprint = r.fingerprint
                 AND p.received_at >= now() - interval '24 hours'
                 AND p.received_at < date_trunc('day', now(), 'UTC')
              OFFSET 0)`

const insert = (table: string, columns: string, types: string, where = 'true') => `
  INSERT INTO ${table} (${columns})
  SELECT ${columns} FROM jsonb_to_recordset($1::jsonb) AS r(${types}) WHERE ${where}
  ON CONFLICT DO NOTHING`

const statements: Record<keyof LineRows, string> = {
  results: insert(
    'result_lines',
    `host_id, name, pack_id, pack_query_id, query_id, action, unix_time, epoch, counter, content,
     decorations, unsolicited, claimed_by, fingerprint`,
    `host_id int, name text, pack_id int, pack_query_id int, query_id int, action text,
     unix_time bigint, epoch numeric, counter numeric, content jsonb, decorations jsonb,
     unsolicited boolean, claimed_by text, fingerprint uuid`,
    unseen('result_lines'),
  ),
  statuses: insert(
    'status_lines',
    'host_id, unix_time, severity, filename, line, message, version, decorations, fingerprint',
    `host_id int, unix_time bigint, severity int, filename text, line int, message text,
     version text, decorations jsonb, fingerprint uuid`,
    unseen('status_lines'),
  ),
  dead_letters: insert(
    'dead_letters',
    'host_id, log_type, reason, sample, size_bytes, fingerprint',
    'host_id int, log_type text, reason text, sample text, size_bytes int, fingerprint uuid',
  ),
}

const tables = ['results', 'statuses', 'dead_letters'] as const

async function insertAll(tx: Tx, rows: LineRows, timeoutMs: number): Promise<Appended> {
  await tx.sql(
    `SET LOCAL synchronous_commit = on; SET LOCAL statement_timeout = ${Math.ceil(timeoutMs)}`,
  )
  const appended: Appended = { results: 0, statuses: 0, dead_letters: 0 }
  for (const table of tables) {
    if (rows[table].length === 0) continue
    appended[table] = await tx.count(statements[table], [`[${rows[table].join(',')}]`])
  }
  return appended
}

/** Stores the rows with whatever else the transaction does; durable once that is committed. */
export function appendLinesIn(tx: Tx, rows: LineRows, timeoutMs: number): Promise<Appended> {
  return insertAll(tx, rows, timeoutMs)
}

/**
 * Stores the rows durably: it resolves after COMMIT with `synchronous_commit` on, and nothing is kept
 * when it rejects (except when the connection is lost during COMMIT: a retry then finds duplicates).
 * Makes a missing partition and tries again. Rejects once `timeoutMs` have passed.
 */
export async function appendLines(rows: LineRows, timeoutMs: number): Promise<Appended> {
  const write = () => transaction('agents', (tx) => insertAll(tx, rows, timeoutMs), { timeoutMs })
  try {
    return await write()
  } catch (error) {
    if (isPartitionMissing(error)) await ensurePartitions()
    else if (!isDeadlock(error)) throw error
    return write()
  }
}

class Rehearsed extends Error {}

/** Whether PostgreSQL would take the rows; nothing is kept. Rejects on errors that are not theirs. */
export async function rehearseLines(rows: LineRows, timeoutMs: number): Promise<boolean> {
  try {
    await transaction(
      'agents',
      async (tx) => {
        await insertAll(tx, rows, timeoutMs)
        throw new Rehearsed()
      },
      { timeoutMs },
    )
  } catch (error) {
    if (error instanceof Rehearsed) return true
    if (isDataError(error)) return false
    throw error
  }
  return true
}

function sqlState(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}

const isDeadlock = (error: unknown) => sqlState(error) === '40P01'

/** Whether the database refused the data itself, so that a retry would be refused again. */
export function isDataError(error: unknown): boolean {
  return /^(22|23|54)/.test(sqlState(error)) && !isPartitionMissing(error)
}

type NamesRow = { hash: string; names: ServedNames }

/** What the full names of those configurations mean. */
export function findServedNames(hashes: string[]): Promise<NamesRow[]> {
  return sql<NamesRow>('agents', 'SELECT hash, names FROM renderings WHERE hash = ANY($1)', [
    hashes,
  ])
}

/** Hashes of the configurations served to a host, latest first. */
export async function listServedRenderings(hostId: number): Promise<string[]> {
  const rows = await sql<{ hash: string }>(
    'agents',
    `SELECT rendering_hash AS hash FROM host_renderings
      WHERE host_id = $1 AND served_at > now() - interval '30 days'
      ORDER BY served_at DESC LIMIT 64`,
    [hostId],
  )
  return rows.map((row) => row.hash)
}

/** The limits as stored; absent ones are undefined. */
export async function findLimits(): Promise<unknown> {
  const [row] = await sql<{ limits: unknown }>('agents', 'SELECT limits FROM settings')
  return row?.limits ?? {}
}

type IngestMinute = { lines: number; refused: number; commit_ms: number }

/** Adds to the figures of the current minute; the slowest commit of the minute stays. */
export async function addIngestMinute(minute: IngestMinute): Promise<void> {
  await sql(
    'work',
    `INSERT INTO fleet_minutes AS m (minute, lines, refused, commit_ms)
     VALUES (date_trunc('minute', now()), $1, $2, $3)
     ON CONFLICT (minute) DO UPDATE SET lines = m.lines + excluded.lines,
       refused = m.refused + excluded.refused,
       commit_ms = greatest(m.commit_ms, excluded.commit_ms)`,
    [minute.lines, minute.refused, minute.commit_ms],
  )
}
