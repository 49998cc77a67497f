// Stored lines as the explorer and its files read them: newest first by receipt, then by id, a page
// bounded in lines and in bytes.
import {
  type LineFilters,
  linesSource,
  linesWhere,
  lookAt,
  type Stretch,
} from '@/lib/store/result-scans'
import type { ResultAction } from '@/lib/wire/results'
import type { TeamScope } from '@/lib/wire/roles'
import type { Columns } from '@/lib/wire/values'

export type StoredContent = { columns?: Columns; snapshot?: Columns[]; truncated?: boolean }

export type StoredResult = {
  id: number
  received_at: Date
  unix_time: number
  host_id: number
  hostname: string
  display_name: string
  pack_id: number | null
  pack: string | null
  pack_query_id: number | null
  query_id: number | null
  query: string
  action: ResultAction
  epoch: string
  counter: string
  content: StoredContent
  decorations: Columns | null
  unsolicited: boolean
  claimed_by: string | null
  /** Of an answer to a live query. */
  campaign_id: number | null
}

/** Conditions with their numbered parameters; undefined values leave their condition out. */
export function conditions(first: number) {
  const texts: string[] = []
  const values: unknown[] = []
  const add = (value: unknown, text: (parameter: string) => string) => {
    if (value === undefined || value === '') return
    values.push(value)
    texts.push(text(`$${first + values.length - 1}`))
  }
  return { add, values, text: () => (texts.length > 0 ? texts.join(' AND ') : 'true') }
}

/** Below this line, the newest that was told already. */
export type LineCursor = { received_at: Date; id: number }

type Page = {
  limit: number
  /** As stored, compressed; one line is told whatever its size. */
  bytes_max: number
  below?: LineCursor | undefined
  ms: number
}

type Told = StoredResult & { found: number }

/**
 * The newest lines of the stretch, and whether it holds more; undefined when looking took too long.
 * Lines of hosts that were deleted are not listed.
 */
export async function listResultLines(
  scope: TeamScope,
  filters: LineFilters,
  stretch: Stretch,
  { limit, bytes_max, below, ms }: Page,
): Promise<{ rows: StoredResult[]; more: boolean } | undefined> {
  const where = linesWhere(scope, filters, stretch)
  const { put } = where
  const after = below
    ? `AND (r.received_at, r.id) < (${put(below.received_at)}::timestamptz, ${put(below.id)}::bigint)`
    : ''
  const most = put(limit + 1)
  const bytes = put(bytes_max)
  const rows = await lookAt<Told>(
    `SELECT r.id, r.received_at, r.unix_time, r.host_id, r.hostname, r.display_name, r.pack_id,
            p.name AS pack, r.pack_query_id, r.query_id, coalesce(q.name, r.name) AS query, r.action,
            r.epoch, r.counter, r.content, r.decorations, r.unsolicited, r.claimed_by, r.campaign_id,
            r.found
       FROM (SELECT l.*, count(*) OVER ()::int AS found,
                    sum(pg_column_size(l.content)) OVER (
                      ORDER BY l.received_at DESC, l.id DESC ROWS UNBOUNDED PRECEDING)
                      - pg_column_size(l.content) AS bytes_before
               FROM (SELECT r.*, h.hostname, h.display_name ${linesSource}
                      WHERE ${where.text} ${after}
                      ORDER BY r.received_at DESC, r.id DESC LIMIT ${most}) l) r
       LEFT JOIN packs p ON p.id = r.pack_id
       LEFT JOIN pack_queries q ON q.id = r.pack_query_id
      WHERE r.bytes_before < ${bytes}
      ORDER BY r.received_at DESC, r.id DESC`,
    where.values,
    ms,
  )
  if (!rows) return undefined
  const told = rows.slice(0, limit)
  return { rows: told, more: (rows[0]?.found ?? 0) > told.length }
}
