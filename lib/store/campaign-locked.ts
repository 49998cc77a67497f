// A campaign's row under its lock: what decides about its hosts, and what such a decision changes in
// it. Statements after `findCampaignLocked` see all that others did to the campaign.
import type { Tx } from '@/lib/store/db'
import type { CampaignStatus, Guard } from '@/lib/wire/campaigns'

const open = `('waiting', 'running', 'paused')`

export type LockedCampaign = {
  id: number
  status: CampaignStatus
  newcomers: boolean
  late_answers: 'keep' | 'drop'
  last_seq: number
  waiting: number
  sent: number
  failed: number
  denylisted: number
  rows: number
  rows_capped: boolean
  /** How many rows a campaign may keep, when that was set. */
  rows_max: number | null
  /** Where the answers go too; empty: nowhere but to whoever asked. */
  destinations: number[]
  guard: Guard
  holding: boolean
  reason: string | null
  /** Limits judge answers after this number, and errors beyond so many. */
  judged_seq: number
  judged_errors: number
  /** May hand out work: waiting or running, and not overdue. */
  giving: boolean
  /** waiting, running or paused. */
  open: boolean
  overdue: boolean
  /** Ended less than an hour ago, or not at all. */
  within_grace: boolean
}

/** Locks the campaign until the transaction ends; statements after it see all that others did to it. */
export async function findCampaignLocked(tx: Tx, id: number): Promise<LockedCampaign | undefined> {
  const [row] = await tx.sql<LockedCampaign>(
    `SELECT id, status, newcomers, late_answers, last_seq, waiting, sent, failed, denylisted, rows,
            rows_capped, destinations, guard, holding, reason, judged_seq, judged_errors,
            (SELECT (limits->>'campaign_rows_max')::int FROM settings WHERE id = 1) AS rows_max,
            (status IN ('waiting', 'running') AND expires_at > clock_timestamp()) AS giving,
            status IN ${open} AS open,
            (status IN ${open} AND expires_at <= clock_timestamp()) AS overdue,
            coalesce(ended_at, expires_at) > clock_timestamp() - interval '1 hour' AS within_grace
       FROM campaigns WHERE id = $1 FOR UPDATE`,
    [id],
  )
  return row
}

/** Sets the status of a locked campaign; an end is stamped once. `reason` null takes the old one away. */
export async function updateStatus(
  tx: Tx,
  id: number,
  status: CampaignStatus,
  { reason, late }: { reason?: string | null; late?: 'keep' | 'drop' } = {},
): Promise<void> {
  await tx.sql(
    `UPDATE campaigns SET status = $2::campaign_status,
            reason = CASE WHEN $3::boolean THEN $4 ELSE reason END,
            late_answers = coalesce($5, late_answers),
            ended_at = CASE WHEN $2 IN ('complete', 'stopped', 'expired')
                            THEN coalesce(ended_at, clock_timestamp()) END
      WHERE id = $1`,
    [id, status, reason !== undefined, reason ?? null, late ?? null],
  )
}

/** Lets a locked campaign go on; its limits judge only what comes after. */
export async function updateResumed(tx: Tx, id: number): Promise<void> {
  await tx.sql(
    `UPDATE campaigns SET reason = NULL, judged_seq = last_seq, judged_errors = failed + denylisted,
            status = CASE WHEN status = 'paused' THEN 'running' ELSE status END
      WHERE id = $1`,
    [id],
  )
}

/** Lets the hosts that are not of the canary be asked. */
export async function updateReleased(tx: Tx, id: number): Promise<void> {
  await tx.sql('UPDATE campaigns SET holding = false WHERE id = $1', [id])
}

export type StoredPace = { now: number; paced: number[]; second: number | null }

/** The seconds in which a locked campaign handed out, and the second it is now by the database. */
export async function findPace(tx: Tx, id: number): Promise<StoredPace> {
  const [row] = await tx.sql<StoredPace>(
    `SELECT floor(extract(epoch FROM clock_timestamp()))::int AS now, paced,
            floor(extract(epoch FROM minute_at))::int AS second
       FROM campaigns WHERE id = $1`,
    [id],
  )
  return row ?? { now: 0, paced: [], second: null }
}

export async function updatePace(
  tx: Tx,
  id: number,
  { counts, second }: { counts: number[]; second: number },
): Promise<void> {
  await tx.sql(
    `UPDATE campaigns SET paced = $2, minute_at = to_timestamp($3), minute_sent = $4 WHERE id = $1`,
    [id, counts, second, counts.reduce((sum, count) => sum + count, 0)],
  )
}

/** Says that rows of a locked campaign were left out. */
export async function updateRowsCapped(tx: Tx, id: number): Promise<void> {
  await tx.sql('UPDATE campaigns SET rows_capped = true WHERE id = $1', [id])
}

export type CanaryFigures = {
  hosts: number
  done: number
  answered: number
  errors: number
  p95_ms: number | null
}

/** How the canary of a locked campaign fares. */
export async function findCanary(tx: Tx, id: number): Promise<CanaryFigures> {
  const [row] = await tx.sql<CanaryFigures>(
    `SELECT count(*) AS hosts, count(*) FILTER (WHERE state NOT IN ('waiting', 'sent')) AS done,
            count(*) FILTER (WHERE state IN ('answered', 'too_large')) AS answered,
            count(*) FILTER (WHERE state IN ('failed', 'denylisted')) AS errors,
            percentile_disc(0.95) WITHIN GROUP (ORDER BY (stats->>'wall_time_ms')::float8) AS p95_ms
       FROM campaign_hosts WHERE campaign_id = $1 AND canary`,
    [id],
  )
  return row ?? { hosts: 0, done: 0, answered: 0, errors: 0, p95_ms: null }
}
