// Stored lines as destinations read them: by id, in pages that are bounded by lines and by bytes.
// JSON columns come as text, because they leave as they are.
import { sql } from '@/lib/store/db'
import type { LogType } from '@/lib/wire/destinations'

type Log = 'result_lines' | 'status_lines'

/**
 * The last id of the next page after `after`: at most `limit` lines and, stored and compressed, about
 * `bytes`; at least one line. `upTo` when that many are not left.
 */
export async function findPageEnd(
  log: Log,
  { after, upTo }: { after: number; upTo: number },
  { limit, bytes }: { limit: number; bytes: number },
): Promise<number> {
  const size = log === 'result_lines' ? 'pg_column_size(content)' : 'octet_length(message)'
  const [row] = await sql<{ id: number | null; lines: number; last: number | null }>(
    'forward',
    `SELECT min(id) FILTER (WHERE earlier > $4 AND nth > 1) AS id, count(*) AS lines, max(id) AS last
       FROM (SELECT id, row_number() OVER w AS nth, sum(size) OVER w - size AS earlier
               FROM (SELECT id, ${size} AS size FROM ${log}
                      WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3) lines
             WINDOW w AS (ORDER BY id ROWS UNBOUNDED PRECEDING)) sized`,
    [after, upTo, limit, bytes],
  )
  if (row?.id != null) return row.id - 1
  return row && row.last !== null && row.lines >= limit ? row.last : upTo
}

export type PageOf = { after: number; upTo: number }

export type LineFilter = {
  destination_id: number
  packs: number[] | null
  log_types: readonly LogType[]
  live: boolean
}

export type ForwardedLine = {
  id: number
  /** Milliseconds. */
  at: number
  host_id: number
  name: string
  pack_id: number | null
  pack_query_id: number | null
  campaign_id: number | null
  action: string
  unix_time: number
  epoch: string
  counter: string
  claimed_by: string | null
  /** JSON text, and so is `decorations`. */
  content: string
  decorations: string | null
  fingerprint: string
}

/** The result lines of that page which the filter lets through, by id. */
export function listForwardedLines(page: PageOf, filter: LineFilter): Promise<ForwardedLine[]> {
  const { packs, log_types } = filter
  return sql(
    'forward',
    `SELECT r.id, (extract(epoch FROM r.received_at) * 1000)::bigint AS at, r.host_id, r.name,
            r.pack_id, r.pack_query_id, r.campaign_id, r.action, r.unix_time, r.epoch, r.counter,
            r.claimed_by, r.content::text AS content, r.decorations::text AS decorations,
            r.fingerprint::text AS fingerprint
       FROM result_lines r
      WHERE r.id > $1 AND r.id <= $2
        AND CASE WHEN r.campaign_id IS NULL
                 THEN CASE WHEN r.action = 'snapshot' THEN $3::boolean ELSE $4::boolean END
                      AND ($5::int[] IS NULL OR r.pack_id = ANY($5))
                 ELSE $6::boolean AND EXISTS (SELECT 1 FROM campaigns c
                                      WHERE c.id = r.campaign_id AND $7::int = ANY(c.destinations)) END
      ORDER BY r.id`,
    [
      page.after,
      page.upTo,
      log_types.includes('snapshot'),
      log_types.includes('result'),
      packs,
      filter.live,
      filter.destination_id,
    ],
  )
}

export type ForwardedStatus = {
  id: number
  /** Milliseconds. */
  at: number
  host_id: number
  unix_time: number
  severity: number
  filename: string
  line: number
  message: string
  version: string
  /** JSON text. */
  decorations: string | null
  fingerprint: string
}

export function listForwardedStatuses(page: PageOf): Promise<ForwardedStatus[]> {
  return sql(
    'forward',
    `SELECT id, (extract(epoch FROM received_at) * 1000)::bigint AS at, host_id, unix_time, severity,
            filename, line, message, version, decorations::text AS decorations,
            fingerprint::text AS fingerprint
       FROM status_lines WHERE id > $1 AND id <= $2 ORDER BY id`,
    [page.after, page.upTo],
  )
}

export type LineHost = {
  id: number
  hostname: string
  host_identifier: string
  team: string | null
}

export function listLineHosts(ids: readonly number[]): Promise<LineHost[]> {
  return sql(
    'forward',
    `SELECT h.id, h.hostname, h.host_identifier, t.name AS team
       FROM hosts h LEFT JOIN teams t ON t.id = h.team_id WHERE h.id = ANY($1::int[])`,
    [ids],
  )
}

type Named = { id: number; name: string }

export function listLinePacks(ids: readonly number[]): Promise<Named[]> {
  return sql('forward', 'SELECT id, name FROM packs WHERE id = ANY($1::int[])', [ids])
}

export function listLineQueries(ids: readonly number[]): Promise<Named[]> {
  return sql('forward', 'SELECT id, name FROM pack_queries WHERE id = ANY($1::int[])', [ids])
}
