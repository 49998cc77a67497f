// How many lines each step of time has within a stretch, and which hosts told them.
import {
  countAt,
  type LineFilters,
  linesSource,
  linesWhere,
  type Stretch,
} from '@/lib/store/result-scans'
import type { TeamScope } from '@/lib/wire/roles'

/** One step's lines, or one host's: the other of the two is null. */
type Counted = { bucket: number | null; host_id: number | null; lines: number }

/** `bucket` counts steps since 1970. Undefined when looking took too long. */
export function countBuckets(
  scope: TeamScope,
  filters: LineFilters,
  stretch: Stretch,
  { step_seconds, ms }: { step_seconds: number; ms: number },
): Promise<Counted[] | undefined> {
  const { text, values, put } = linesWhere(scope, filters, stretch)
  const step = put(step_seconds)
  return countAt<Counted>(
    `SELECT bucket, host_id, sum(lines)::int AS lines
       FROM (SELECT floor(date_part('epoch', r.received_at) / ${step}::int)::int AS bucket,
                    r.host_id, count(*) AS lines
               ${linesSource} WHERE ${text} GROUP BY 1, 2) l
      GROUP BY GROUPING SETS ((bucket), (host_id))`,
    values,
    ms,
  )
}
