// Reads of agents' own log lines, newest first.
import { sql } from '@/lib/store/db'
import { conditions } from '@/lib/store/results'
import { scopeSql } from '@/lib/store/scope'
import { containing } from '@/lib/wire/paging'
import type { TeamScope } from '@/lib/wire/roles'
import type { StatusLinesQuery } from '@/lib/wire/status-lines'
import type { Columns } from '@/lib/wire/values'

type StoredStatus = {
  id: number
  received_at: Date
  unix_time: number
  host_id: number
  hostname: string
  display_name: string
  severity: number
  filename: string
  line: number
  message: string
  version: string
  decorations: Columns | null
}

/** `limit` lines below the cursor, newest first. */
export function listStatusLines(
  scope: TeamScope,
  filters: StatusLinesQuery,
): Promise<StoredStatus[]> {
  const kept = scopeSql(scope, 'h.team_id', 2)
  const where = conditions(2 + kept.values.length)
  where.add(filters.cursor, (p) => `s.id < ${p}`)
  where.add(filters.host_id, (p) => `s.host_id = ${p}`)
  where.add(filters.severity, (p) => `s.severity >= ${p}`)
  where.add(filters.q && containing(filters.q), (p) => `s.message ILIKE ${p}`)
  return sql(
    'people',
    `SELECT s.id, s.received_at, s.unix_time, s.host_id, h.hostname, h.display_name, s.severity,
            s.filename, s.line, s.message, s.version, s.decorations
       FROM status_lines s JOIN hosts h ON h.id = s.host_id
      WHERE ${kept.text} AND ${where.text()}
      ORDER BY s.id DESC LIMIT $1`,
    [filters.limit, ...kept.values, ...where.values],
  )
}
