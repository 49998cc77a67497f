// The fleet's figures by minute, read back as steps of a range. Minutes that nobody wrote stay null:
// a server that was down is a gap, never a zero.
import { sql } from '@/lib/store/db'
import type { FleetStep } from '@/lib/wire/overview'

type StepRow = {
  at: Date
  check_ins_per_second: number | null
  lines_per_second: number | null
  refused: number | null
}

/**
 * Steps of `stepSeconds` (a whole number of minutes) up to the last minute that is over. Rates are
 * per second of the minutes that were written.
 */
export async function listFleetSteps(
  rangeSeconds: number,
  stepSeconds: number,
): Promise<FleetStep[]> {
  const rows = await sql<StepRow>(
    'people',
    `WITH bounds AS (
       SELECT date_trunc('minute', now()) AS upper,
         date_bin(make_interval(secs => $2), now(), 'epoch'::timestamptz) AS last)
     SELECT step.at,
       (sum(m.check_ins) / (60.0 * count(m.minute)))::float8 AS check_ins_per_second,
       (sum(m.lines) / (60.0 * count(m.minute)))::float8 AS lines_per_second,
       sum(m.refused)::int AS refused
     FROM bounds CROSS JOIN generate_series(bounds.last - make_interval(secs => $1), bounds.last,
         make_interval(secs => $2)) AS step(at)
     LEFT JOIN fleet_minutes m ON m.minute >= step.at
       AND m.minute < step.at + make_interval(secs => $2) AND m.minute < bounds.upper
     GROUP BY step.at, bounds.upper HAVING step.at < bounds.upper ORDER BY step.at`,
    [rangeSeconds, stepSeconds],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

type FleetTotals = {
  lines: number
  refused: number
  refused_since: Date | null
  /** The slowest durable commit of the last hour, and when. */
  slowest_commit_ms: number | null
  slowest_commit_at: Date | null
  /** Of the latest minute that has one. */
  latest_commit_ms: number | null
}

export async function findFleetTotals(rangeSeconds: number): Promise<FleetTotals> {
  const [row] = await sql<FleetTotals>(
    'people',
    `SELECT coalesce(sum(lines), 0)::int AS lines, coalesce(sum(refused), 0)::int AS refused,
       min(minute) FILTER (WHERE refused > 0) AS refused_since,
       max(commit_ms) FILTER (WHERE recent) AS slowest_commit_ms,
       (array_agg(minute ORDER BY commit_ms DESC NULLS LAST)
         FILTER (WHERE recent AND commit_ms IS NOT NULL))[1] AS slowest_commit_at,
       (array_agg(commit_ms ORDER BY minute DESC)
         FILTER (WHERE commit_ms IS NOT NULL))[1] AS latest_commit_ms
     FROM (SELECT *, minute > now() - interval '1 hour' AS recent FROM fleet_minutes
       WHERE minute > now() - make_interval(secs => $1)) minutes`,
    [rangeSeconds],
  )
  return (
    row ?? {
      lines: 0,
      refused: 0,
      refused_since: null,
      slowest_commit_ms: null,
      slowest_commit_at: null,
      latest_commit_ms: null,
    }
  )
}
