// Lines that could not be stored as what they are: read newest first, removed by age.
import { sql } from '@/lib/store/db'
import { conditions } from '@/lib/store/results'
import { scopeSql } from '@/lib/store/scope'
import type { DeadLettersQuery } from '@/lib/wire/dead-letters'
import type { TeamScope } from '@/lib/wire/roles'

type StoredDeadLetter = {
  id: number
  received_at: Date
  host_id: number
  hostname: string
  display_name: string
  log_type: string
  reason: string
  sample: string
  size_bytes: number
}

/** `limit` dead letters below the cursor, newest first. */
export function listDeadLetters(
  scope: TeamScope,
  filters: DeadLettersQuery,
): Promise<StoredDeadLetter[]> {
  const kept = scopeSql(scope, 'h.team_id', 2)
  const where = conditions(2 + kept.values.length)
  where.add(filters.cursor, (p) => `d.id < ${p}`)
  where.add(filters.host_id, (p) => `d.host_id = ${p}`)
  where.add(filters.reason, (p) => `d.reason = ${p}`)
  return sql(
    'people',
    `SELECT d.id, d.received_at, d.host_id, h.hostname, h.display_name, d.log_type, d.reason,
            d.sample, d.size_bytes
       FROM dead_letters d JOIN hosts h ON h.id = d.host_id
      WHERE ${kept.text} AND ${where.text()}
      ORDER BY d.id DESC LIMIT $1`,
    [filters.limit, ...kept.values, ...where.values],
  )
}

/** Removes the dead letters received more than `days` ago. */
export async function removeOldDeadLetters(days: number): Promise<void> {
  await sql('work', "DELETE FROM dead_letters WHERE received_at < now() - $1 * interval '1 day'", [
    days,
  ])
}
