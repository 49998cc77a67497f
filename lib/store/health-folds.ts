// The folds over lines: each takes the next lines after its cursor and moves the cursor in the same
// transaction, so that an end at any moment neither loses nor doubles. One fold runs at a time.
import { type Tx, transaction } from '@/lib/store/db'
import type { Lines } from '@/lib/store/health-horizon'

/** Serialises the folds even where a lease was lost during one. */
const lockSql = "SELECT pg_advisory_xact_lock(hashtext('folds'))"

export function foldTransaction<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
  return transaction('work', async (tx) => {
    await tx.sql(lockSql)
    return run(tx)
  })
}

type Span = { after: number; upTo: number }

/** The next lines by id: at most `limit` of them. Undefined when the fold is at the horizon. */
async function nextSpan(
  tx: Tx,
  table: Lines,
  horizon: number,
  limit: number,
): Promise<Span | undefined> {
  const [row] = await tx.sql<{ position: number }>(
    `INSERT INTO fold_cursors (name) VALUES ($1)
     ON CONFLICT (name) DO UPDATE SET name = EXCLUDED.name RETURNING position`,
    [table],
  )
  const after = row?.position ?? 0
  if (after >= horizon) return undefined
  const [last] = await tx.sql<{ id: number }>(
    `SELECT id FROM ${table} WHERE id > $1 AND id <= $2 ORDER BY id OFFSET $3 LIMIT 1`,
    [after, horizon, limit - 1],
  )
  const upTo = last?.id ?? horizon
  await tx.sql('UPDATE fold_cursors SET position = $2 WHERE name = $1', [table, upTo])
  return { after, upTo }
}

const receipt = "floor(date_part('epoch', received_at))::bigint"

// A full set is a snapshot, or counter 0 with nothing removed in its run. It is noted as the start of
// the state only if every earlier line is of an earlier time, and only where no clock was ahead: what
// is noted must hold whatever comes late, since reads begin there (domain/results-latest).
const foldResultsSql = `
WITH runs AS MATERIALIZED (
  SELECT pack_query_id, host_id, (received_at AT TIME ZONE 'UTC')::date AS day,
         least(unix_time, ${receipt}) AS time, min(id) AS id,
         min(received_at) AS first_at, max(received_at) AS at, max(unix_time) AS unix, count(*) AS lines,
         sum(CASE WHEN jsonb_typeof(content->'snapshot') = 'array'
                    THEN jsonb_array_length(content->'snapshot')
                  WHEN content ? 'columns' THEN 1 ELSE 0 END) AS rows,
         sum(octet_length(content::text)) AS bytes,
         bool_or(CASE WHEN action = 'snapshot' THEN unix_time <= ${receipt} OR content ? 'snapshot'
                      WHEN counter = 0 THEN action <> 'removed' AND unix_time <= ${receipt} END)
           IS TRUE AND bool_or(counter = 0 AND action = 'removed') IS NOT TRUE AS is_full
    FROM result_lines
   WHERE id > $1 AND id <= $2 AND pack_query_id IS NOT NULL AND NOT unsolicited
   GROUP BY 1, 2, 3, 4),
batch AS (
  SELECT pack_query_id, host_id, day, sum(lines) AS lines, sum(rows) AS rows, sum(bytes) AS bytes
    FROM runs GROUP BY 1, 2, 3),
days AS (
  INSERT INTO query_days AS d (pack_query_id, day, lines, rows, bytes, hosts)
  SELECT b.pack_query_id, b.day, sum(b.lines), sum(b.rows), sum(b.bytes),
         count(*) FILTER (WHERE q.result_day IS NULL OR q.result_day < b.day)
    FROM batch b LEFT JOIN query_hosts q USING (pack_query_id, host_id)
   GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (pack_query_id, day) DO UPDATE SET lines = d.lines + EXCLUDED.lines,
    rows = d.rows + EXCLUDED.rows, bytes = d.bytes + EXCLUDED.bytes,
    hosts = d.hosts + EXCLUDED.hosts),
marked AS (
  SELECT *, max(time) FILTER (WHERE is_full) OVER (PARTITION BY pack_query_id, host_id) AS full_time
    FROM runs)
INSERT INTO query_hosts AS q (pack_query_id, host_id, last_result_at, last_result_unix, result_day,
                              lines, rows, bytes, revision_since, revision_rows, revision_bytes,
                              state_id, state_at, state_unix, newest_unix)
SELECT pack_query_id, host_id, max(at), max(unix), max(day), sum(lines), sum(rows), sum(bytes),
       min(first_at), sum(rows), sum(bytes),
       min(id) FILTER (WHERE time >= full_time), min(first_at) FILTER (WHERE time >= full_time),
       max(full_time), max(time)
  FROM marked GROUP BY 1, 2 ORDER BY 1, 2
ON CONFLICT (pack_query_id, host_id) DO UPDATE SET
  last_result_at = greatest(q.last_result_at, EXCLUDED.last_result_at),
  last_result_unix = greatest(q.last_result_unix, EXCLUDED.last_result_unix),
  result_day = greatest(q.result_day, EXCLUDED.result_day),
  lines = q.lines + EXCLUDED.lines, rows = q.rows + EXCLUDED.rows, bytes = q.bytes + EXCLUDED.bytes,
  revision_rows = q.revision_rows + EXCLUDED.revision_rows,
  revision_bytes = q.revision_bytes + EXCLUDED.revision_bytes,
  ${['state_id', 'state_at', 'state_unix']
    .map(
      (name) => `${name} = CASE WHEN EXCLUDED.state_unix
        > coalesce(q.newest_unix, q.last_result_unix, -1) THEN EXCLUDED.${name} ELSE q.${name} END`,
    )
    .join(', ')},
  newest_unix = greatest(coalesce(q.newest_unix, q.last_result_unix), EXCLUDED.newest_unix)`

/** Folds the next result lines up to the horizon; says whether there were any. */
export function foldResultLines(horizon: number, limit: number): Promise<boolean> {
  return foldTransaction(async (tx) => {
    const span = await nextSpan(tx, 'result_lines', horizon, limit)
    if (!span) return false
    await tx.sql(foldResultsSql, [span.after, span.upTo])
    return true
  })
}

/** A status line that may be about a scheduled query. */
export type QueryStatus = { id: number; host_id: number; at: Date; unix: number; message: string }

export type QueryFault = {
  pack_query_id: number
  host_id: number
  at: string
  unix: number
  error: string
  killed: boolean
}

const aboutQueries = ['Error executing scheduled query %', 'Scheduled query may have failed: %']

const foldFaultsSql = `
INSERT INTO query_hosts AS q (pack_query_id, host_id, error, error_at, error_unix, killed_at)
SELECT DISTINCT ON (pack_query_id, host_id) pack_query_id, host_id, error, at, unix,
       max(at) FILTER (WHERE killed) OVER (PARTITION BY pack_query_id, host_id)
  FROM jsonb_to_recordset($1::jsonb) AS f(pack_query_id int, host_id int, at timestamptz,
    unix bigint, error text, killed boolean)
 ORDER BY pack_query_id, host_id, at DESC, unix DESC
ON CONFLICT (pack_query_id, host_id) DO UPDATE SET error = EXCLUDED.error,
  error_at = EXCLUDED.error_at, error_unix = EXCLUDED.error_unix,
  killed_at = coalesce(EXCLUDED.killed_at, q.killed_at)`

/** Folds the next status lines; `attribute` tells which scheduled queries they are about. */
export function foldStatusLines(
  horizon: number,
  limit: number,
  attribute: (lines: QueryStatus[]) => Promise<QueryFault[]>,
): Promise<boolean> {
  return foldTransaction(async (tx) => {
    const span = await nextSpan(tx, 'status_lines', horizon, limit)
    if (!span) return false
    const lines = await tx.sql<QueryStatus>(
      `SELECT id, host_id, received_at AS at, unix_time AS unix, message FROM status_lines
        WHERE id > $1 AND id <= $2 AND severity >= 1 AND message LIKE ANY($3::text[])
        ORDER BY id`,
      [span.after, span.upTo, aboutQueries],
    )
    const faults = lines.length > 0 ? await attribute(lines) : []
    if (faults.length > 0) await tx.sql(foldFaultsSql, [JSON.stringify(faults)])
    return true
  })
}
