// Campaigns that hosts have answered, made straight in the database: for what reads answers.
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import type { HostState } from '@/lib/wire/campaigns'
import type { Viewer } from '@/lib/wire/roles'

export type Told = {
  host_id: number
  rows: readonly Record<string, string>[]
  /** `answered` unless given. */
  state?: HostState
}

/** A running campaign of that person without hosts. */
export async function newCampaign(user: Viewer, query = 'SELECT 1'): Promise<number> {
  await ensurePartitions()
  const [row] = await sql<{ id: number }>(
    'people',
    `INSERT INTO campaigns (query, user_id, selected, status, expires_at)
     VALUES ($1, $2, '{"all": true}', 'running', now() + interval '1 hour') RETURNING id`,
    [query, user.user_id],
  )
  return row?.id ?? 0
}

/** The answers of those hosts, numbered in order after those that are there. */
export async function tell(id: number, told: readonly Told[]): Promise<void> {
  const states = told.map(({ state = 'answered' }) => state)
  const failed = (state: HostState) => state === 'failed' || state === 'denylisted'
  const errors = states.map((state) => (failed(state) ? 'no such table' : null))
  const rows = told.map((answer) => JSON.stringify(answer.rows))
  await sql(
    'people',
    `WITH given AS (
       SELECT u.*, c.last_seq + u.place AS seq FROM campaigns c,
              unnest($2::int[], $3::text[], $4::text[], $5::text[])
              WITH ORDINALITY AS u(host_id, state, rows, error, place)
        WHERE c.id = $1),
     hosts_told AS (
       INSERT INTO campaign_hosts (campaign_id, host_id, state, seq)
       SELECT $1, host_id, state::campaign_host_state, seq FROM given),
     results AS (
       INSERT INTO campaign_results (campaign_id, seq, host_id, rows, bytes, error)
       SELECT $1, seq, host_id, rows::json, length(rows), error FROM given)
     UPDATE campaigns SET last_seq = last_seq + $6::int, targeted = targeted + $6::int,
            answered = answered + (SELECT count(*) FROM given WHERE state = 'answered')
      WHERE id = $1`,
    [id, told.map(({ host_id }) => host_id), states, rows, errors, told.length],
  )
}
