// Runs of whole packs: the row that holds campaigns together, and what is summed over them.
import { sql, type Tx } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { CampaignCounts, CampaignStatus } from '@/lib/wire/campaigns'
import type { TeamScope } from '@/lib/wire/roles'
import type { SkippedQuery } from '@/lib/wire/runs'
import type { Selected } from '@/lib/wire/targets'

export type RunRow = CampaignCounts & {
  id: number
  pack_id: number | null
  pack_name: string
  user_id: number | null
  user_name: string | null
  selected: Selected | null
  hosts_count: number
  skipped: SkippedQuery[]
  created_at: Date
  expires_at: Date
  status: CampaignStatus
  campaigns_count: number
  ended_count: number
}

const open = `('waiting', 'running', 'paused')`

const has = (status: CampaignStatus) => `count(*) FILTER (WHERE c.status = '${status}') > 0`

/** A run is as open as its most open campaign; of ended ones the worst end is told. */
const statusSql = `CASE
  WHEN ${has('running')} THEN 'running'
  WHEN count(*) FILTER (WHERE c.status IN ('waiting', 'paused')) > 0 THEN
    CASE WHEN ${has('paused')} THEN 'paused'
         WHEN ${has('waiting')} AND bool_and(c.status = 'waiting') THEN 'waiting'
         ELSE 'running' END
  WHEN ${has('stopped')} THEN 'stopped'
  WHEN ${has('expired')} THEN 'expired'
  ELSE 'complete' END`

const counters = [
  'targeted',
  'waiting',
  'sent',
  'answered',
  'failed',
  'denylisted',
  'too_large',
  'expired',
  'cancelled',
  'rows',
] as const

const sums = `
  ${counters.map((name) => `coalesce(sum(c.${name}), 0) AS ${name}`).join(', ')},
  count(c.id) AS campaigns_count,
  count(c.id) FILTER (WHERE c.status NOT IN ${open} OR c.expires_at <= now()) AS ended_count,
  coalesce(max(c.expires_at), r.created_at) AS expires_at, ${statusSql} AS status`

const source = `FROM pack_runs r LEFT JOIN users u ON u.id = r.user_id
  LEFT JOIN campaigns c ON c.run_id = r.id`

const columns = `r.*, u.name AS user_name, ${sums}`

/** Those runs with sums over their campaigns, in no order. */
export function findRuns(ids: readonly number[]): Promise<RunRow[]> {
  return sql<RunRow>(
    'people',
    `SELECT ${columns} ${source} WHERE r.id = ANY($1::int[]) GROUP BY r.id, u.name`,
    [ids],
  )
}

export async function findRun(id: number): Promise<RunRow | undefined> {
  const [row] = await findRuns([id])
  return row
}

type RunFilter = {
  scope: TeamScope
  /** Own runs are listed whatever the scope. */
  viewer_id: number
  pack_id?: number | undefined
  query: string
  limit: number
  offset: number
}

/** A page of runs, those with open campaigns and then the latest first, and how many there are. */
export async function listRuns(filter: RunFilter): Promise<{ runs: RunRow[]; count: number }> {
  const within = scopeSql(filter.scope, 'h.team_id', 6)
  const rows = await sql<RunRow & { full_count: number }>(
    'people',
    `SELECT ${columns}, count(*) OVER () AS full_count ${source}
      WHERE ($2::int IS NULL OR r.pack_id = $2) AND ($3::text = '' OR r.pack_name ILIKE $3)
        AND (${'all' in filter.scope ? 'true' : 'false'} OR r.user_id = $1 OR EXISTS (
              SELECT 1 FROM campaigns e JOIN campaign_hosts ch ON ch.campaign_id = e.id
                JOIN hosts h ON h.id = ch.host_id WHERE e.run_id = r.id AND ${within.text}))
      GROUP BY r.id, u.name
      ORDER BY count(*) FILTER (WHERE c.status IN ${open}) > 0 DESC, r.id DESC
      LIMIT $4 OFFSET $5`,
    [
      filter.viewer_id,
      filter.pack_id ?? null,
      filter.query,
      filter.limit,
      filter.offset,
      ...within.values,
    ],
  )
  return { runs: rows, count: rows[0]?.full_count ?? 0 }
}

/** How many different hosts of the scope the run asked. */
export async function findRunHosts(id: number, scope: TeamScope): Promise<number> {
  const within = scopeSql(scope, 'h.team_id', 2)
  const [row] = await sql<{ count: number }>(
    'people',
    `SELECT count(DISTINCT ch.host_id) AS count
       FROM campaigns c JOIN campaign_hosts ch ON ch.campaign_id = c.id
       JOIN hosts h ON h.id = ch.host_id WHERE c.run_id = $1 AND ${within.text}`,
    [id, ...within.values],
  )
  return row?.count ?? 0
}

type NewRun = {
  pack_id: number
  pack_name: string
  user_id: number
  selected: Selected | null
  hosts_count: number
  skipped: readonly SkippedQuery[]
}

/** Makes the row; its campaigns follow in the transaction. */
export async function insertRun(tx: Tx, run: NewRun): Promise<number> {
  const [row] = await tx.sql<{ id: number }>(
    `INSERT INTO pack_runs (pack_id, pack_name, user_id, selected, hosts_count, skipped)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [
      run.pack_id,
      run.pack_name,
      run.user_id,
      run.selected && JSON.stringify(run.selected),
      run.hosts_count,
      JSON.stringify(run.skipped),
    ],
  )
  if (!row) throw new Error('INSERT INTO pack_runs returned no row')
  return row.id
}
