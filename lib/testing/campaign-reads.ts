// What the database holds of a campaign, for tests that compare it with what was done.

import { runCampaign } from '@/lib/domain/campaign-start'
import type { KnownHost } from '@/lib/domain/directory'
import { sql } from '@/lib/store/db'
import { asking, person } from '@/lib/testing/live'
import { type HostState, hostStates } from '@/lib/wire/campaigns'

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

export type Counted = Record<HostState | 'targeted' | 'rows' | 'last_seq', number>

/** The counters of the row, and the same counted from the hosts and from the results. */
export async function bothCounts(id: number) {
  const sums = hostStates.map((s) => `count(*) FILTER (WHERE ch.state = '${s}') AS ${s}`).join(', ')
  const [row] = await sql<Counted & { status: string; reason: string | null }>(
    'people',
    `SELECT status, reason, targeted, rows, last_seq, ${hostStates.join(', ')}
       FROM campaigns WHERE id = $1`,
    [id],
  )
  const [hosts] = await sql<Counted>(
    'people',
    `SELECT count(*) AS targeted, coalesce(sum(ch.rows), 0)::int AS rows,
            (SELECT count(*) FROM campaign_results r WHERE r.campaign_id = $1) AS last_seq, ${sums}
       FROM campaign_hosts ch WHERE ch.campaign_id = $1`,
    [id],
  )
  if (!row || !hosts) throw new Error('no campaign')
  const { status, reason, ...counters } = row
  return { row: counters as Counted, hosts, status, reason }
}

export const sumOf = (counted: Record<HostState, number>) =>
  hostStates.reduce((sum, state) => sum + counted[state], 0)

/** The element of that place, counted on from the start again beyond the end. */
export function one<T>(list: readonly T[], at: number): T {
  const found = list[at % list.length]
  if (found === undefined) throw new Error('the list is empty')
  return found
}
