// Answers of hosts, stored once each. Numbers are given under the lock of the campaign's row, so a
// reader that has seen number n has seen every number below it.

import { type Deltas, updateCounters } from '@/lib/store/campaign-hosts'
import { appendLiveLines } from '@/lib/store/campaign-lines'
import type { LockedCampaign } from '@/lib/store/campaign-locked'
import type { Tx } from '@/lib/store/db'
import type { CampaignStatus, HostState } from '@/lib/wire/campaigns'

export type Outcome = {
  host_id: number
  from: HostState
  to: 'answered' | 'failed' | 'denylisted' | 'too_large'
  /** The rows as JSON text, columns in the order of the SELECT. */
  rows_json: string
  rows: number
  truncated: boolean
  late: boolean
  error: string | null
  stats_json: string | null
}

function deltasOf(outcomes: readonly Outcome[]): Deltas {
  const deltas: Deltas = { last_seq: outcomes.length }
  for (const { from, to, rows, rows_json } of outcomes) {
    deltas[from] = (deltas[from] ?? 0) - 1
    deltas[to] = (deltas[to] ?? 0) + 1
    deltas.rows = (deltas.rows ?? 0) + rows
    deltas.bytes = (deltas.bytes ?? 0) + Buffer.byteLength(rows_json)
  }
  return deltas
}

/**
 * Stores the outcomes, moves the hosts' states and the campaign's counters. The campaign must be
 * locked in `tx`, and each outcome's `from` read under that lock.
 */
export async function appendOutcomes(
  tx: Tx,
  campaign: LockedCampaign,
  outcomes: readonly Outcome[],
): Promise<CampaignStatus> {
  await tx.sql(
    `WITH given AS (
       SELECT * FROM unnest($2::int[], $3::int[], $4::text[], $5::boolean[], $6::text[], $7::text[],
                            $8::text[], $9::int[], $10::boolean[])
         AS u(seq, host_id, rows_json, truncated, error, stats_json, state, row_count, late)
     ), stored AS (
       INSERT INTO campaign_results (campaign_id, seq, received_at, host_id, rows, bytes, truncated,
                                     error, stats)
       SELECT $1, seq, clock_timestamp(), host_id, rows_json::json, octet_length(rows_json),
              truncated, error, stats_json::jsonb
         FROM given ORDER BY seq
     )
     UPDATE campaign_hosts ch
        SET state = g.state::campaign_host_state, finished_at = clock_timestamp(), seq = g.seq,
            rows = g.row_count, late = g.late, error = g.error, stats = g.stats_json::jsonb
       FROM given g WHERE ch.campaign_id = $1 AND ch.host_id = g.host_id`,
    [
      campaign.id,
      outcomes.map((_, index) => campaign.last_seq + 1 + index),
      outcomes.map((outcome) => outcome.host_id),
      outcomes.map((outcome) => outcome.rows_json),
      outcomes.map((outcome) => outcome.truncated),
      outcomes.map((outcome) => outcome.error),
      outcomes.map((outcome) => outcome.stats_json),
      outcomes.map((outcome) => outcome.to),
      outcomes.map((outcome) => outcome.rows),
      outcomes.map((outcome) => outcome.late),
    ],
  )
  if (campaign.destinations.length > 0) {
    const answered = outcomes.filter(({ to }) => to === 'answered' || to === 'too_large')
    await appendLiveLines(tx, campaign.id, answered)
  }
  return updateCounters(tx, campaign.id, deltasOf(outcomes))
}
