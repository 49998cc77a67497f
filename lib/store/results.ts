// Reads of stored result lines, newest first by id.
import { sql } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import { containing } from '@/lib/wire/paging'
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

type ResultFilters = {
  pack_id?: number | undefined
  query?: string | undefined
  host_id?: number | undefined
  action?: ResultAction | undefined
  campaign_id?: number | undefined
  from?: Date | undefined
  to?: Date | undefined
  q?: string | undefined
  cursor?: number | undefined
  limit: number
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

/**
 * Newest first, `limit` lines below the cursor. Lines of hosts that were deleted are not listed, and
 * answers to live queries only where their campaign is asked for: they are at home there.
 */
export function listResultLines(scope: TeamScope, filters: ResultFilters): Promise<StoredResult[]> {
  const kept = scopeSql(scope, 'h.team_id', 2)
  const where = conditions(2 + kept.values.length)
  where.add(filters.cursor, (p) => `r.id < ${p}`)
  where.add(filters.host_id, (p) => `r.host_id = ${p}`)
  where.add(filters.pack_id, (p) => `r.pack_id = ${p}`)
  where.add(
    filters.query,
    (p) => `(r.pack_query_id IN (SELECT id FROM pack_queries WHERE name = ${p}) OR r.name = ${p})`,
  )
  where.add(filters.action, (p) => `r.action = ${p}`)
  where.add(filters.campaign_id, (p) => `r.campaign_id = ${p}`)
  where.add(filters.from, (p) => `r.received_at >= ${p}`)
  where.add(filters.to, (p) => `r.received_at < ${p}`)
  where.add(filters.q && containing(filters.q), (p) => `r.content::text ILIKE ${p}`)
  // Lines of names that a host was never given stay out of what packs show.
  const solicited = filters.pack_id === undefined && filters.query === undefined
  return sql(
    'people',
    `SELECT r.id, r.received_at, r.unix_time, r.host_id, h.hostname, h.display_name, r.pack_id,
            p.name AS pack, r.pack_query_id, r.query_id, coalesce(q.name, r.name) AS query, r.action,
            r.epoch, r.counter, r.content, r.decorations, r.unsolicited, r.claimed_by, r.campaign_id
       FROM result_lines r
       JOIN hosts h ON h.id = r.host_id
       LEFT JOIN packs p ON p.id = r.pack_id
       LEFT JOIN pack_queries q ON q.id = r.pack_query_id
      WHERE ${kept.text} AND ${where.text()} ${solicited ? '' : 'AND NOT r.unsolicited'}
        ${filters.campaign_id === undefined ? 'AND r.campaign_id IS NULL' : ''}
      ORDER BY r.id DESC LIMIT $1`,
    [filters.limit, ...kept.values, ...where.values],
  )
}
