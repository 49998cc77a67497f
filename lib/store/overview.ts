// Counts that only the overview and the frame ask for: hosts by group, what is not well, what exists.
import { sql } from '@/lib/store/db'
import { configurationSql, statusSql } from '@/lib/store/hosts-filter'
import { scopeSql } from '@/lib/store/scope'
import type { ConfigurationCounts } from '@/lib/wire/overview'
import type { TeamScope } from '@/lib/wire/roles'

type Within = { scope: TeamScope; team_id: number | undefined }

/** `h` within the scope and, if given, the one team; its values are $1 and perhaps $2. */
function hostsWithin({ scope, team_id }: Within): { text: string; values: unknown[] } {
  const within = scopeSql(scope, 'h.team_id', 2)
  return {
    text: `($1::int IS NULL OR h.team_id = $1) AND ${within.text}`,
    values: [team_id ?? null, ...within.values],
  }
}

type HostGroup = { name: string; count: number }

/** Hosts by one of their columns, the largest group first. */
export function countHostsBy(
  column: 'platform' | 'osquery_version',
  within: Within,
): Promise<HostGroup[]> {
  const where = hostsWithin(within)
  return sql<HostGroup>(
    'people',
    `SELECT h.${column} AS name, count(*)::int AS count FROM hosts h
     WHERE ${where.text} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50`,
    where.values,
  )
}

/** Hosts by state of their configuration; what is not in the reply is none. */
export async function countConfigurations(within: Within): Promise<ConfigurationCounts> {
  const where = hostsWithin(within)
  const rows = await sql<{ state: keyof ConfigurationCounts; count: number }>(
    'people',
    `SELECT ${configurationSql} AS state, count(*)::int AS count
     FROM hosts h LEFT JOIN renderings r ON r.hash = h.rendering_hash
     WHERE ${where.text} GROUP BY 1`,
    where.values,
  )
  const counts = { in_sync: 0, due: 0, late: 0, not_served: 0 }
  for (const { state, count } of rows) counts[state] = count
  return counts
}

export type Trouble = { count: number; hosts: number; since: Date | null; host_id: number | null }

const none: Trouble = { count: 0, hosts: 0, since: null, host_id: null }

/** Provisional hosts: two machines that claim to be one. */
export async function findConflicts(within: Within): Promise<Trouble> {
  const where = hostsWithin(within)
  const [row] = await sql<Trouble>(
    'people',
    `SELECT count(*)::int AS count, count(*)::int AS hosts, min(h.enrolled_at) AS since,
       min(h.id) AS host_id
     FROM hosts h WHERE h.identity_conflict IS NOT NULL AND ${where.text}`,
    where.values,
  )
  return row ?? none
}

/** Lines kept aside in the last day because they could not be understood. */
export async function findDeadLetters(within: Within): Promise<Trouble> {
  const where = hostsWithin(within)
  const [row] = await sql<Trouble>(
    'people',
    `SELECT count(*)::int AS count, count(DISTINCT d.host_id)::int AS hosts,
       min(d.received_at) AS since, min(d.host_id) AS host_id
     FROM dead_letters d JOIN hosts h ON h.id = d.host_id
     WHERE d.received_at > now() - interval '24 hours' AND ${where.text}`,
    where.values,
  )
  return row ?? none
}

/** Online hosts that were served a configuration and later told that they run another. */
export async function findLateConfigurations(within: Within): Promise<Trouble> {
  const where = hostsWithin(within)
  const [row] = await sql<Trouble>(
    'people',
    `SELECT count(*)::int AS count, count(*)::int AS hosts, min(h.config_served_at) AS since,
       min(h.id) AS host_id
     FROM hosts h JOIN host_seen s ON s.host_id = h.id
     LEFT JOIN renderings r ON r.hash = h.rendering_hash
     WHERE ${configurationSql} = 'late' AND ${statusSql} = 'online' AND ${where.text}`,
    where.values,
  )
  return row ?? none
}

export type FrameCounts = { hosts_total: number; hosts_online: number; campaigns_running: number }

/** Hosts in scope and open campaigns, in one narrow read. A run of a pack counts as one. */
export async function countFrame(scope: TeamScope): Promise<FrameCounts> {
  const within = scopeSql(scope, 'h.team_id', 1)
  const [row] = await sql<FrameCounts>(
    'people',
    `SELECT count(*)::int AS hosts_total,
       (count(*) FILTER (WHERE ${statusSql} = 'online'))::int AS hosts_online,
       (SELECT count(DISTINCT coalesce(-run_id, id))::int FROM campaigns
         WHERE status IN ('waiting', 'running', 'paused') AND expires_at > now())
         AS campaigns_running
     FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id WHERE ${within.text}`,
    within.values,
  )
  return row ?? { hosts_total: 0, hosts_online: 0, campaigns_running: 0 }
}

type Arrival = { id: number; lines: number; rows: number; bytes: number }

/**
 * What came today (UTC) by pack, most rows first. It is counted over all hosts: whoever sees only some
 * teams is told of the packs of those.
 */
export async function listArrivals(scope: TeamScope): Promise<{ day: Date; packs: Arrival[] }> {
  const within = scopeSql('all' in scope ? scope : { ...scope, shared: false }, 'p.team_id', 1)
  const rows = await sql<Arrival & { day: Date }>(
    'people',
    `WITH today AS (SELECT (now() AT TIME ZONE 'UTC')::date AS day)
     SELECT today.day AT TIME ZONE 'UTC' AS day, a.* FROM today LEFT JOIN LATERAL (
       SELECT p.id, sum(d.lines)::float8 AS lines, sum(d.rows)::float8 AS rows,
              sum(d.bytes)::float8 AS bytes
         FROM query_days d JOIN pack_queries q ON q.id = d.pack_query_id
         JOIN packs p ON p.id = q.pack_id
        WHERE d.day = today.day AND ${within.text} GROUP BY p.id) a ON true
      ORDER BY a.rows DESC NULLS LAST, a.id`,
    within.values,
  )
  const day = rows[0]?.day ?? new Date()
  return { day, packs: rows.filter(({ id }) => id !== null) }
}

/** The database's clock as lines are stamped by it, and whether anybody ever asked a live question. */
export async function findMoment(): Promise<{ now: Date; asked: boolean }> {
  const [row] = await sql<{ now: Date; asked: boolean }>(
    'people',
    'SELECT now()::timestamptz(3) AS now, EXISTS (SELECT 1 FROM campaigns) AS asked',
  )
  return row ?? { now: new Date(), asked: false }
}
