// The frozen hosts of campaigns: handing out, ending, counting. Every change runs under the lock of
// the campaign's row (`findCampaignLocked`) and moves the campaign's counters with it.

import { sql, type Tx } from '@/lib/store/db'
import { onlineSince } from '@/lib/store/host-seen'
import type { CampaignStatus, HostState } from '@/lib/wire/campaigns'

/** How many hosts each state gained or lost, and what else moved with them. */
export type Deltas = Partial<Record<HostState | 'rows' | 'bytes' | 'last_seq', number>>

/**
 * Moves the counters of a locked campaign. A first hand-out makes it running; when nobody waits or
 * works any more and nobody may join, it is complete. Returns the status it has now.
 */
export async function updateCounters(
  tx: Tx,
  id: number,
  deltas: Deltas,
  { started = false } = {},
): Promise<CampaignStatus> {
  const done = `status IN ('waiting', 'running', 'paused') AND waiting + $2 + sent + $3 = 0
                AND targeted > 0 AND NOT newcomers`
  const [row] = await tx.sql<{ status: CampaignStatus }>(
    `UPDATE campaigns SET waiting = waiting + $2, sent = sent + $3, answered = answered + $4,
            failed = failed + $5, denylisted = denylisted + $6, too_large = too_large + $7,
            expired = expired + $8, cancelled = cancelled + $9, rows = rows + $10,
            last_seq = last_seq + $11, bytes = bytes + $13,
            status = CASE WHEN ${done} THEN 'complete'
                          WHEN $12::boolean AND status = 'waiting' THEN 'running'
                          ELSE status END,
            ended_at = CASE WHEN ${done} THEN clock_timestamp() ELSE ended_at END
      WHERE id = $1 RETURNING status`,
    [
      id,
      deltas.waiting ?? 0,
      deltas.sent ?? 0,
      deltas.answered ?? 0,
      deltas.failed ?? 0,
      deltas.denylisted ?? 0,
      deltas.too_large ?? 0,
      deltas.expired ?? 0,
      deltas.cancelled ?? 0,
      deltas.rows ?? 0,
      deltas.last_seq ?? 0,
      started,
      deltas.bytes ?? 0,
    ],
  )
  return row?.status ?? 'complete'
}

/** A host that reads; `patience_seconds` is set when its last round may be lost. */
export type Reader = { host_id: number; patience_seconds: number | null }

/**
 * Hands the query to those who wait, or once more to those whose round was lost, and while the canary
 * holds only to its hosts; says to whom.
 */
export function updateSent(
  tx: Tx,
  id: number,
  readers: readonly Reader[],
): Promise<{ host_id: number; sends: number }[]> {
  return tx.sql<{ host_id: number; sends: number }>(
    `UPDATE campaign_hosts ch
        SET state = 'sent', sent_at = clock_timestamp(), sends = ch.sends + 1
       FROM unnest($2::int[], $3::float8[]) AS u(host_id, patience), campaigns c
      WHERE ch.campaign_id = $1 AND ch.host_id = u.host_id
        AND c.id = $1 AND (NOT c.holding OR ch.canary)
        AND (ch.state = 'waiting' OR (ch.state = 'sent' AND ch.sends < 2
             AND ch.sent_at <= clock_timestamp() - make_interval(secs => u.patience)))
     RETURNING ch.host_id, ch.sends`,
    [id, readers.map((reader) => reader.host_id), readers.map((reader) => reader.patience_seconds)],
  )
}

export type HostProgress = {
  host_id: number
  state: HostState
  sends: number
  /** Since the query was handed to it; null when it never was. */
  sent_ms_ago: number | null
}

/** Where those hosts stand in a locked campaign. Hosts that are not in it are left out. */
export function listProgress(
  tx: Tx,
  id: number,
  hostIds: readonly number[],
): Promise<HostProgress[]> {
  return tx.sql<HostProgress>(
    `SELECT host_id, state, sends,
            (extract(epoch FROM clock_timestamp() - sent_at) * 1000)::float8 AS sent_ms_ago
       FROM campaign_hosts WHERE campaign_id = $1 AND host_id = ANY($2::int[])`,
    [id, hostIds],
  )
}

/** Ends every host that waits or works, in a locked campaign; returns how many of each. */
export async function updateEnded(
  tx: Tx,
  id: number,
  state: 'expired' | 'cancelled',
): Promise<{ waiting: number; sent: number }> {
  const [row] = await tx.sql<{ waiting: number; sent: number }>(
    `WITH ended AS (
       UPDATE campaign_hosts SET state = $2::campaign_host_state, finished_at = clock_timestamp()
        WHERE campaign_id = $1 AND state IN ('waiting', 'sent')
       RETURNING sent_at IS NOT NULL AS was_sent)
     SELECT count(*) FILTER (WHERE NOT was_sent) AS waiting,
            count(*) FILTER (WHERE was_sent) AS sent FROM ended`,
    [id, state],
  )
  return row ?? { waiting: 0, sent: 0 }
}

export type CampaignHostRow = {
  id: number
  hostname: string
  display_name: string
  platform: string
  team_id: number | null
  state: HostState
  sent_at: Date | null
  finished_at: Date | null
  sends: number
  seq: number | null
  rows: number
  late: boolean
  error: string | null
  stats: Record<string, number> | null
  online: boolean
  seen_at: Date | null
  next_due: Date | null
}

type CampaignHostFilter = {
  state: HostState | undefined
  query: string
  error?: string | undefined
  late?: boolean | undefined
  /** Only hosts that gave no answer: neither answered nor too large. */
  unanswered?: boolean | undefined
  scope_teams: number[] | undefined
  limit: number
  offset: number
}

/** A page of a campaign's hosts by name, and how many match. */
export async function listCampaignHosts(
  id: number,
  filter: CampaignHostFilter,
): Promise<{ hosts: CampaignHostRow[]; count: number }> {
  const rows = await sql<CampaignHostRow & { full_count: number }>(
    'people',
    `SELECT ch.host_id AS id, coalesce(h.hostname, '') AS hostname,
            coalesce(h.display_name, '') AS display_name,
            coalesce(h.platform, 'unknown') AS platform, h.team_id, ch.state, ch.sent_at,
            ch.finished_at, ch.sends, ch.seq, ch.rows, ch.late, ch.error, ch.stats, s.seen_at,
            coalesce(s.seen_at > ${onlineSince}, false) AS online,
            s.seen_at + make_interval(secs => s.rhythm_seconds) AS next_due,
            count(*) OVER () AS full_count
       FROM campaign_hosts ch LEFT JOIN hosts h ON h.id = ch.host_id
       LEFT JOIN host_seen s ON s.host_id = ch.host_id
      WHERE ch.campaign_id = $1 AND ($2::text IS NULL OR ch.state::text = $2)
        AND ($3::text = '' OR h.hostname ILIKE $3 OR h.display_name ILIKE $3)
        AND ($4::int[] IS NULL OR h.team_id = ANY($4::int[]))
        AND ($7::text IS NULL OR ch.error = $7) AND ($8::boolean IS NULL OR ch.late = $8)
        AND ($9::boolean IS NOT TRUE OR ch.state NOT IN ('answered', 'too_large'))
      ORDER BY h.hostname, ch.host_id LIMIT $5 OFFSET $6`,
    [
      id,
      filter.state ?? null,
      filter.query,
      filter.scope_teams ?? null,
      filter.limit,
      filter.offset,
      filter.error ?? null,
      filter.late ?? null,
      filter.unanswered ?? null,
    ],
  )
  return { hosts: rows, count: rows[0]?.full_count ?? 0 }
}
