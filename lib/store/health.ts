// How many hosts are in which state of which query, and which ones; who is expected is the caller's.
import { sql } from '@/lib/store/db'
import { type Expected, pairsOf, parameters, perDay } from '@/lib/store/health-pairs'
import { scopeSql } from '@/lib/store/scope'
import type { HealthState } from '@/lib/wire/health'
import type { Platform } from '@/lib/wire/platforms'
import type { TeamScope } from '@/lib/wire/roles'

const sumOf = (column: string) => `coalesce(sum(${perDay(column)}), 0)::float8`

export type StateCount = {
  pack_query_id: number
  /** 0: of no team. */
  team_id: number
  state: HealthState
  /** What failing and denylisted hosts said. */
  message: string | null
  hosts: number
  last_at: Date | null
  last_result_at: Date | null
  /** When the last of them was heard of: a result or a run. */
  heard_at: Date | null
  rows_per_day: number
  bytes_per_day: number
}

/** Hosts by query, state and message. Every expected pair is in exactly one of them. */
export function countStates(expected: Expected): Promise<StateCount[]> {
  return sql<StateCount>(
    'people',
    `${pairsOf(expected)}
     SELECT pack_query_id, team_id, state,
            CASE WHEN state IN ('failing', 'denylisted') THEN error END AS message,
            count(*)::int AS hosts, max(error_at) AS last_at, max(last_result_at) AS last_result_at,
            max(greatest(last_result_at, ran_at)) AS heard_at,
            ${sumOf('revision_rows')} AS rows_per_day, ${sumOf('revision_bytes')} AS bytes_per_day
       FROM pairs GROUP BY 1, 2, 3, 4`,
    parameters(expected),
  )
}

type StateHost = {
  id: number
  state: HealthState
  message: string | null
  error_at: Date | null
  last_result_at: Date | null
  ran_at: Date | null
  schedule_at: Date | null
}

/** The hosts of a state after an id, in the order of ids, with the count of all of them. */
export async function listStateHosts(
  expected: Expected,
  { state, after, limit }: { state: HealthState; after: number; limit: number },
): Promise<{ count: number; hosts: StateHost[] }> {
  const rows = await sql<StateHost & { count: number }>(
    'people',
    `${pairsOf(expected)}, found AS (SELECT * FROM pairs WHERE state = $8)
     SELECT host_id AS id, state, error AS message, error_at, last_result_at, ran_at, schedule_at,
            (SELECT count(*)::int FROM found) AS count
       FROM found WHERE host_id > $9 ORDER BY host_id LIMIT $10`,
    [...parameters(expected), state, after, limit],
  )
  return { count: rows[0]?.count ?? 0, hosts: rows }
}

type HostState = {
  pack_query_id: number
  state: HealthState
  /** Of a failing one. */
  message: string | null
  cpu_ms: number | null
}

export type PairState = {
  host_id: number
  pack_query_id: number
  state: HealthState
  message: string | null
  error_at: Date | null
  last_result_at: Date | null
  interval: number
}

/** Every expected pair with its state and what was last heard of it. */
export function listPairs(expected: Expected): Promise<PairState[]> {
  return sql<PairState>(
    'people',
    `${pairsOf(expected)}
     SELECT host_id, pack_query_id, state, error AS message, error_at, last_result_at, interval
       FROM pairs`,
    parameters(expected),
  )
}

/** The state of each expected pair; for one host or a few. */
export function listHostStates(expected: Expected): Promise<HostState[]> {
  return sql<HostState>(
    'people',
    `${pairsOf(expected)}
     SELECT pack_query_id, state, CASE WHEN state = 'failing' THEN error END AS message,
            recent_cpu_ms AS cpu_ms
       FROM pairs`,
    parameters(expected),
  )
}

export type ExpectedHost = {
  id: number
  team_id: number | null
  platform: Platform
  hostname: string
  osquery_version: string
  labels: readonly number[]
}

/** Every host of the scope with those of the given labels that it is a member of. */
export function listExpectedHosts(
  scope: TeamScope,
  labels: readonly number[],
): Promise<ExpectedHost[]> {
  const within = scopeSql(scope, 'h.team_id', 2)
  return sql<ExpectedHost>(
    'people',
    `SELECT h.id, h.team_id, h.platform, h.hostname, h.osquery_version,
            coalesce(m.labels, '{}') AS labels
       FROM hosts h LEFT JOIN (SELECT v.host_id, array_agg(v.label_id) AS labels
                                 FROM label_verdicts v WHERE v.member AND v.label_id = ANY($1::int[])
                                GROUP BY v.host_id) m ON m.host_id = h.id
      WHERE ${within.text}`,
    [labels, ...within.values],
  )
}

type TrendRow = {
  pack_query_id: number
  revision: number
  day: string
  p50: number
  p95: number
}

/** Ninety days of costs by revision, oldest first. */
export function listTrends(packQueryIds: readonly number[]): Promise<TrendRow[]> {
  return sql<TrendRow>(
    'people',
    `SELECT pack_query_id, revision, day::text AS day, p50, p95 FROM query_trends
      WHERE pack_query_id = ANY($1::int[]) AND day > now() - interval '90 days'
      ORDER BY pack_query_id, day, revision`,
    [packQueryIds],
  )
}

export async function findNow(): Promise<Date> {
  const [row] = await sql<{ now: Date }>('people', 'SELECT now() AS now')
  return row?.now ?? new Date()
}
