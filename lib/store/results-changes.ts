// Reads of the lines of one scheduled query newest first, for what they changed: without their rows,
// but with what tells a snapshot that says the same as the one before.
import { sql } from '@/lib/store/db'
import { conditions } from '@/lib/store/results'
import type { StatedHostsFilter, StateLineRow } from '@/lib/store/results-latest'
import { scopeSql } from '@/lib/store/scope'
import type { TeamScope } from '@/lib/wire/roles'

/** `digest`: of a whole snapshot's rows; null for every other line. */
export type ChangedLine = StateLineRow & { digest: string | null }

/** Received after `from`, up to `to`. */
export type ChangedSpan = { from: Date; to: Date; limit: number }

const columns = (r: string) => `${r}.id, ${r}.host_id, ${r}.received_at, ${r}.unix_time, ${r}.epoch,
  ${r}.counter, ${r}.action, pg_column_size(${r}.content) AS bytes,
  CASE WHEN ${r}.action = 'snapshot' AND ${r}.content ? 'snapshot'
       THEN jsonb_hash_extended(${r}.content, 0)::text END AS digest`

/** The newest lines of the span of hosts in scope, newest first. */
export function listChangedLines(
  scope: TeamScope,
  packQueryId: number,
  filter: StatedHostsFilter,
  span: ChangedSpan,
): Promise<ChangedLine[]> {
  const kept = scopeSql(scope, 'h.team_id', 5)
  const where = conditions(5 + kept.values.length)
  where.add(filter.host_id, (p) => `r.host_id = ${p} AND h.id = ${p}`)
  where.add(filter.platform, (p) => `h.platform = ${p}`)
  where.add(
    filter.label_id,
    (p) => `EXISTS (SELECT FROM label_verdicts v
      WHERE v.host_id = h.id AND v.member AND v.label_id = ${p})`,
  )
  return sql(
    'people',
    `SELECT ${columns('r')} FROM result_lines r JOIN hosts h ON h.id = r.host_id
      WHERE r.pack_query_id = $1 AND r.received_at > $2 AND r.received_at <= $3
        AND ${kept.text} AND ${where.text()}
      ORDER BY r.received_at DESC LIMIT $4`,
    [packQueryId, span.from, span.to, span.limit, ...kept.values, ...where.values],
  )
}

export type Arrival = { host_id: number; received_at: Date }

export type LineBefore = { host_id: number; digest: string | null }

/** The newest line of each host that was received before a moment and after `since`. */
export function listLinesBefore(
  packQueryId: number,
  moments: readonly Arrival[],
  since: Date,
): Promise<LineBefore[]> {
  return sql(
    'people',
    `SELECT r.host_id, CASE WHEN r.action = 'snapshot' AND r.content ? 'snapshot'
                            THEN jsonb_hash_extended(r.content, 0)::text END AS digest
       FROM unnest($2::int[], $3::timestamptz[]) AS m(host_id, at), LATERAL (
         SELECT host_id, action, content FROM result_lines WHERE host_id = m.host_id
            AND pack_query_id = $1 AND received_at < m.at AND received_at >= $4
          ORDER BY id DESC LIMIT 1) r`,
    [
      packQueryId,
      moments.map(({ host_id }) => host_id),
      moments.map(({ received_at }) => received_at),
      since,
    ],
  )
}
