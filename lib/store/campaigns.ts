// Campaign rows: made, found, listed and ended. Everything that changes a campaign or its hosts locks
// its row first, so counters, states and result numbers move together and in commit order.
import { sql } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type {
  BoundParameter,
  CampaignCounts,
  CampaignStatus,
  Guard,
  Selected,
} from '@/lib/wire/campaigns'
import type { TeamScope } from '@/lib/wire/roles'

export type CampaignRow = CampaignCounts & {
  id: number
  query_id: number | null
  query: string
  name: string
  template: string | null
  parameters: BoundParameter[]
  guard: Guard
  holding: boolean
  rows_capped: boolean
  again_of: number | null
  run_id: number | null
  cost_ms: number | null
  destinations: number[]
  user_id: number | null
  user_name: string | null
  status: CampaignStatus
  selected: Selected
  include_offline: boolean
  newcomers: boolean
  late_answers: 'keep' | 'drop'
  reason: string | null
  created_at: Date
  expires_at: Date
  ended_at: Date | null
  last_seq: number
  /** Its time is over by the database's clock, whatever the status says. */
  overdue: boolean
  /** Hosts that the reader may not see, once the counts are cut to the others. */
  hidden_hosts?: number
}

const open = `('waiting', 'running', 'paused')`

const columns = `c.*, u.name AS user_name,
  (c.status IN ${open} AND c.expires_at <= now()) AS overdue`

/** The campaign, or undefined. */
export async function findCampaign(id: number): Promise<CampaignRow | undefined> {
  const [row] = await sql<CampaignRow>(
    'people',
    `SELECT ${columns} FROM campaigns c LEFT JOIN users u ON u.id = c.user_id WHERE c.id = $1`,
    [id],
  )
  return row
}

/** Whether any host of the campaign is in the scope. Hosts deleted since count for nobody. */
export async function findCampaignInScope(id: number, scope: TeamScope): Promise<boolean> {
  const within = scopeSql(scope, 'h.team_id', 2)
  const rows = await sql(
    'people',
    `SELECT 1 FROM campaign_hosts ch JOIN hosts h ON h.id = ch.host_id
      WHERE ch.campaign_id = $1 AND ${within.text} LIMIT 1`,
    [id, ...within.values],
  )
  return rows.length > 0
}

/** How many of the campaign's hosts belong to none of those teams. */
export async function findForeignHosts(id: number, teams: number[]): Promise<number> {
  const [row] = await sql<{ count: number }>(
    'people',
    `SELECT count(*) AS count FROM campaign_hosts ch JOIN hosts h ON h.id = ch.host_id
      WHERE ch.campaign_id = $1 AND (h.team_id IS NULL OR h.team_id <> ALL($2::int[]))`,
    [id, teams],
  )
  return row?.count ?? 0
}

/** Ids of open campaigns whose time is over. */
export async function listOverdueCampaigns(): Promise<number[]> {
  const rows = await sql<{ id: number }>(
    'work',
    `SELECT id FROM campaigns WHERE status IN ${open} AND expires_at <= now() ORDER BY id`,
  )
  return rows.map(({ id }) => id)
}

export type NewcomerCampaign = {
  id: number
  query: string
  template: string | null
  query_id: number | null
  selected: Selected
  user_id: number
}

/** Open campaigns that hosts may join. */
export function listNewcomerCampaigns(): Promise<NewcomerCampaign[]> {
  return sql<NewcomerCampaign>(
    'work',
    `SELECT id, query, template, query_id, selected, user_id FROM campaigns
      WHERE newcomers AND user_id IS NOT NULL AND status IN ${open} AND expires_at > now() ORDER BY id`,
  )
}
