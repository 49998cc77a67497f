// What a live query would meet, by the same condition as freezes its hosts: who they are, when they are
// expected, and how many of them gave up on the SQL before. Writes nothing.
import { type TargetSet, targetSource, targetValues } from '@/lib/store/campaign-targets'
import { sql } from '@/lib/store/db'
import { onlineSince } from '@/lib/store/host-seen'

export type PreflightPlatform = { platform: string; hosts: number; online: number; missing: number }

export type PreflightRow = {
  platforms: PreflightPlatform[]
  /** Until the first host that is online is expected. */
  first_seconds: number | null
  /** When 90 % of those online are. */
  most_at: Date | null
}

/**
 * A host is expected at its last check-in plus its own rhythm, or now when that is past; and with
 * `perMinute` not sooner than its turn.
 */
export async function findPreflight(
  set: TargetSet,
  perMinute: number | undefined,
): Promise<PreflightRow> {
  const [row] = await sql<PreflightRow>(
    'people',
    `WITH t AS MATERIALIZED (
       SELECT h.platform, coalesce(s.seen_at > ${onlineSince}, false) AS online,
              s.seen_at IS NULL OR s.seen_at <= now() - interval '30 days' AS missing,
              greatest(extract(epoch FROM s.seen_at - now())::float8
                       + greatest(s.rhythm_seconds, 1), 0) AS due
         ${targetSource})
     SELECT coalesce((SELECT json_agg(p) FROM (
              SELECT platform, count(*) AS hosts, count(*) FILTER (WHERE online) AS online,
                     count(*) FILTER (WHERE missing) AS missing
                FROM t GROUP BY platform ORDER BY count(*) DESC, platform) p), '[]') AS platforms,
            min(due) FILTER (WHERE online) AS first_seconds,
            CASE WHEN count(*) FILTER (WHERE online) > 0 THEN now() + make_interval(secs =>
              greatest(percentile_disc(0.9) WITHIN GROUP (ORDER BY due) FILTER (WHERE online),
                60 / $11::float8 * (ceil(0.9 * count(*) FILTER (WHERE online)) - 1)))
              END AS most_at
       FROM t`,
    [...targetValues(set), perMinute ?? null],
  )
  return row ?? { platforms: [], first_seconds: null, most_at: null }
}

export type GivenUp = { id: number; hostname: string; display_name: string; full_count: number }

/**
 * Hosts of the selection whose agents gave this text up, in a schedule or when it was asked live: the
 * first `limit` by name, each with how many there are.
 */
export function listGivenUp(set: TargetSet, digest: string, limit: number): Promise<GivenUp[]> {
  return sql<GivenUp>(
    'people',
    `SELECT h.id, h.hostname, h.display_name, count(*) OVER () AS full_count
         ${targetSource} AND h.id IN (
         SELECT q.host_id FROM query_hosts q
          WHERE q.sql_digest = $11::uuid AND (q.denylisted OR q.killed_at IS NOT NULL)
         UNION ALL
         SELECT ch.host_id FROM campaigns c JOIN campaign_hosts ch ON ch.campaign_id = c.id
          WHERE c.sql_digest = $11::uuid AND c.denylisted > 0 AND ch.state = 'denylisted')
      ORDER BY h.hostname, h.id LIMIT $12`,
    [...targetValues(set), digest, limit],
  )
}
