// What the database holds of a campaign, for tests that compare it with what was done.

import { runCampaign } from '@/lib/domain/campaign-start'
import type { KnownHost } from '@/lib/domain/directory'
import { sql } from '@/lib/store/db'
import { asking, person } from '@/lib/testing/live'

/** Asks these hosts as a new administrator; resolves to the campaign's number. */
export async function started(hosts: readonly KnownHost[], query?: string): Promise<number> {
  const admin = await person('Ada', 'admin')
  return (await runCampaign(admin, asking(hosts, query), '')).campaign_id
}

export async function stateOf(id: number, hostId: number) {
  const [row] = await sql<{ state: string; sends: number; error: string | null; rows: number }>(
    'people',
    'SELECT state, sends, error, rows FROM campaign_hosts WHERE campaign_id = $1 AND host_id = $2',
    [id, hostId],
  )
  return row
}

export function resultsOf(id: number) {
  return sql<{ seq: number; host_id: number; rows: unknown; truncated: boolean; error: string }>(
    'people',
    'SELECT seq, host_id, rows, truncated, error FROM campaign_results WHERE campaign_id = $1 ORDER BY seq',
    [id],
  )
}

/** The row of the campaign itself. */
export async function campaignRow(id: number) {
  const [row] = await sql<Record<string, number | string>>(
    'people',
    'SELECT * FROM campaigns WHERE id = $1',
    [id],
  )
  return row ?? {}
}

/** The hosts of a campaign, in order of their numbers. */
export async function askedHosts(id: number): Promise<number[]> {
  const rows = await sql<{ host_id: number }>(
    'people',
    'SELECT host_id FROM campaign_hosts WHERE campaign_id = $1 ORDER BY 1',
    [id],
  )
  return rows.map(({ host_id }) => host_id)
}
