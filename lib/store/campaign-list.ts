// The list of campaigns with its filters. Whoever has only teams finds campaigns with a host of
// theirs, and counts that are of those hosts alone.
import type { CampaignRow } from '@/lib/store/campaigns'
import { sql } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { CampaignCounts, CampaignStatus } from '@/lib/wire/campaigns'
import type { TeamScope } from '@/lib/wire/roles'

const open = `('waiting', 'running', 'paused')`

export type CampaignFilter = {
  scope: TeamScope
  /** Own campaigns are listed whatever the scope, unless only hosts of it are wanted. */
  viewer_id: number
  only_scope?: boolean | undefined
  status: readonly CampaignStatus[]
  /** An ILIKE pattern over name and SQL; '' for any. */
  query: string
  user_id?: number | undefined
  query_id?: number | undefined
  /** Those that asked that text, whatever the values of its parameters. */
  sql_digest?: string | undefined
  pack_id?: number | undefined
  run_id?: number | undefined
  host_id?: number | undefined
  label_id?: number | undefined
  /** One campaign for each run of a pack: the first of those that match. */
  by_run?: boolean | undefined
  from?: string | undefined
  to?: string | undefined
  limit: number
  offset: number
}

/** The eight states and the rows of a campaign's hosts, counted anew from its hosts. */
const recounted = `count(*) AS targeted,
  count(*) FILTER (WHERE ch.state = 'waiting') AS waiting,
  count(*) FILTER (WHERE ch.state = 'sent') AS sent,
  count(*) FILTER (WHERE ch.state = 'answered') AS answered,
  count(*) FILTER (WHERE ch.state = 'failed') AS failed,
  count(*) FILTER (WHERE ch.state = 'denylisted') AS denylisted,
  count(*) FILTER (WHERE ch.state = 'too_large') AS too_large,
  count(*) FILTER (WHERE ch.state = 'expired') AS expired,
  count(*) FILTER (WHERE ch.state = 'cancelled') AS cancelled,
  coalesce(sum(ch.rows), 0)::int AS rows, NULL::bigint AS bytes`

/** What is filtered for, from parameter `first` on; the scope's own parameter comes last. */
function wanted(filter: CampaignFilter, first: number) {
  const values: unknown[] = []
  const conditions: string[] = []
  const add = (value: unknown, condition: (place: string) => string) => {
    values.push(value)
    conditions.push(condition(`$${first + values.length - 1}`))
  }
  const { status, query, user_id, query_id, pack_id, run_id, host_id, label_id, from, to } = filter
  const { sql_digest } = filter
  if (status.length > 0) add([...status], (at) => `c.status::text = ANY(${at}::text[])`)
  if (query !== '') add(query, (at) => `(c.query ILIKE ${at} OR c.name ILIKE ${at})`)
  if (user_id) add(user_id, (at) => `c.user_id = ${at}`)
  if (query_id) add(query_id, (at) => `c.query_id = ${at}`)
  if (sql_digest) add(sql_digest, (at) => `c.sql_digest = ${at}::uuid`)
  if (run_id) add(run_id, (at) => `c.run_id = ${at}`)
  if (pack_id) add(pack_id, (at) => `c.run_id IN (SELECT id FROM pack_runs WHERE pack_id = ${at})`)
  if (label_id) add(label_id, (at) => `c.selected -> 'labels' @> to_jsonb(${at}::int)`)
  if (from) add(from, (at) => `c.created_at >= ${at}::timestamptz`)
  if (to) add(to, (at) => `c.created_at <= ${at}::timestamptz`)
  const host = host_id === undefined ? '' : `$${first + values.length}`
  if (host_id !== undefined) values.push(host_id)
  const within = scopeSql(filter.scope, 'h.team_id', first + values.length)
  // A host outside the scope must not tell by its campaigns that it exists.
  if (host !== '')
    conditions.push(`EXISTS (SELECT 1 FROM campaign_hosts ch JOIN hosts h ON h.id = ch.host_id
      WHERE ch.campaign_id = c.id AND ch.host_id = ${host} AND ${within.text})`)
  return { values: [...values, ...within.values], conditions, within: within.text }
}

/** A page of campaigns, open ones and then the latest first, and how many there are in all. */
export async function listCampaigns(
  filter: CampaignFilter,
): Promise<{ campaigns: CampaignRow[]; count: number }> {
  const all = 'all' in filter.scope
  const { values, conditions, within } = wanted(filter, 4)
  const hostsOf = `FROM campaign_hosts ch JOIN hosts h ON h.id = ch.host_id
                   WHERE ch.campaign_id = c.id AND ${within}`
  const asked = `EXISTS (SELECT 1 ${hostsOf})`
  if (!all) conditions.push(filter.only_scope ? asked : `(c.user_id = $3 OR ${asked})`)
  const where = conditions.length > 0 ? conditions.join('\n AND ') : 'true'
  const page = `SELECT c.*, count(*) OVER () AS full_count
    FROM (SELECT c.*, c.status IN ${open} AS any_open FROM campaigns c
           WHERE $3::int IS NOT NULL AND ${where}) c
    ORDER BY any_open DESC, c.id DESC LIMIT $1 OFFSET $2`
  const pageByRun = `SELECT c.*, count(*) OVER () AS full_count
    FROM (SELECT c.*, bool_or(c.status IN ${open}) OVER run AS any_open,
                 row_number() OVER (run ORDER BY c.id) AS of_run
            FROM campaigns c WHERE $3::int IS NOT NULL AND ${where}
          WINDOW run AS (PARTITION BY coalesce(-c.run_id, c.id))) c
    WHERE of_run = 1 ORDER BY any_open DESC, c.id DESC LIMIT $1 OFFSET $2`
  const cut = all ? '' : `, seen.*, greatest(c.targeted - seen.targeted, 0) AS hidden_hosts`
  const rows = await sql<CampaignRow & { full_count: number }>(
    'people',
    `SELECT c.*, u.name AS user_name,
            (c.status IN ${open} AND c.expires_at <= now()) AS overdue ${cut}
       FROM (${filter.by_run ? pageByRun : page}) c LEFT JOIN users u ON u.id = c.user_id
       ${all ? '' : `CROSS JOIN LATERAL (SELECT ${recounted} ${hostsOf}) seen`}
      ORDER BY any_open DESC, c.id DESC`,
    [filter.limit, filter.offset, filter.viewer_id, ...values],
  )
  return { campaigns: rows, count: rows[0]?.full_count ?? 0 }
}

/** The counts of a campaign over the hosts of these teams only. Deleted hosts count for nobody. */
export async function findCountsIn(id: number, teams: readonly number[]): Promise<CampaignCounts> {
  const [row] = await sql<CampaignCounts>(
    'people',
    `SELECT ${recounted} FROM campaign_hosts ch JOIN hosts h ON h.id = ch.host_id
      WHERE ch.campaign_id = $1 AND h.team_id = ANY($2::int[])`,
    [id, [...teams]],
  )
  if (!row) throw new Error('a count without a row')
  return row
}

/** People who asked something that the scope covers, for the list's filter. */
export function listAskers(
  scope: TeamScope,
  viewerId: number,
): Promise<{ id: number; name: string }[]> {
  const within = scopeSql(scope, 'h.team_id', 2)
  const covered =
    'all' in scope
      ? 'true'
      : `EXISTS (SELECT 1 FROM campaigns c JOIN campaign_hosts ch ON ch.campaign_id = c.id
                   JOIN hosts h ON h.id = ch.host_id WHERE c.user_id = u.id AND ${within.text})`
  return sql<{ id: number; name: string }>(
    'people',
    `SELECT u.id, u.name FROM users u
      WHERE EXISTS (SELECT 1 FROM campaigns c WHERE c.user_id = u.id)
        AND (u.id = $1 OR ${covered}) ORDER BY u.name, u.id LIMIT 200`,
    [viewerId, ...within.values],
  )
}

/** Packs in the scope that were run at least once, for the list's filter. */
export function listRunPacks(scope: TeamScope): Promise<{ id: number; name: string }[]> {
  const within = scopeSql(scope, 'p.team_id', 1)
  return sql<{ id: number; name: string }>(
    'people',
    `SELECT p.id, p.name FROM packs p
      WHERE EXISTS (SELECT 1 FROM pack_runs r WHERE r.pack_id = p.id) AND ${within.text}
      ORDER BY p.name, p.id LIMIT 200`,
    within.values,
  )
}
