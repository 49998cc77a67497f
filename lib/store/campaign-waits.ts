// What a campaign still waits for: which of its hosts may be asked now, when they are expected, and
// when most will have answered. One statement; those who watch share it.
import { sql } from '@/lib/store/db'
import { onlineSince } from '@/lib/store/host-seen'

export type Waits = {
  /** Of the hosts that may be asked now. */
  online: number
  offline: number
  /** Hosts that wait and may not be asked before the canary is released. */
  held: number
  next_due: Date | null
  last_due: Date | null
  /** When 90 % of the hosts that are online or done will have answered; null when nobody can say. */
  expected_90_at: Date | null
  canary_hosts: number
  canary_done: number
}

const none: Waits = {
  online: 0,
  offline: 0,
  held: 0,
  next_due: null,
  last_due: null,
  expected_90_at: null,
  canary_hosts: 0,
  canary_done: 0,
}

/** Hosts that answered lately tell how long an answer takes; before any did, this is assumed. */
const answerSeconds = 2

const perCentDone = 90

/** The campaign, how long its answers take, and its hosts that wait or work. */
const asked = (within: string, done: string) => `
  c AS (
    SELECT id, status, holding, (guard->>'hosts_per_minute')::int AS rate, ${done} AS done
      FROM campaigns WHERE id = $1
  ), usual AS (
    SELECT coalesce(percentile_cont(0.5) WITHIN GROUP (
             ORDER BY extract(epoch FROM f.finished_at - f.sent_at)), ${answerSeconds}) AS seconds
      FROM (SELECT finished_at, sent_at FROM campaign_hosts
             WHERE campaign_id = $1 AND state = 'answered' AND NOT late LIMIT 200) f
  ), w AS (
    SELECT ch.state = 'sent' AS sent, NOT c.holding OR ch.canary AS asked,
           coalesce(s.seen_at > ${onlineSince}, false) AS online,
           greatest(s.seen_at + make_interval(secs => greatest(s.rhythm_seconds, 1)), now()) AS due
      FROM c JOIN campaign_hosts ch ON ch.campaign_id = c.id
      LEFT JOIN host_seen s ON s.host_id = ch.host_id
     WHERE ch.state IN ('waiting', 'sent') ${within}
  )`

/** When each of them will have answered, and how many are missing from 90 %. */
const forecast = `
  expected AS (
    SELECT make_interval(secs => usual.seconds) + CASE
             WHEN w.sent THEN now()
             WHEN c.rate IS NULL THEN w.due
             ELSE greatest(w.due, now() + make_interval(secs => 60.0 / c.rate * (row_number()
                    OVER (PARTITION BY w.sent ORDER BY w.due) - 1))) END AS at
      FROM w, c, usual
     WHERE w.online AND w.asked AND (w.sent OR c.status <> 'paused')
  ), goal AS (
    SELECT ceil(${perCentDone / 100} * (c.done + count(w.*) FILTER (WHERE w.online)))::int
             - c.done AS missing
      FROM c LEFT JOIN w ON true GROUP BY c.done
  )`

/**
 * Each host that waits is expected at its own last check-in plus its own rhythm, or now when that is
 * past, and not sooner than `hosts_per_minute` allows; one that has the query, now. Both take as
 * long as answers to this campaign took. `teams`: of their hosts alone.
 */
export async function findWaits(id: number, teams?: readonly number[]): Promise<Waits> {
  const within = teams
    ? 'AND EXISTS (SELECT 1 FROM hosts h WHERE h.id = ch.host_id AND h.team_id = ANY($2::int[]))'
    : ''
  const done = teams
    ? `(SELECT count(*)::int FROM campaign_hosts ch
         WHERE ch.campaign_id = $1 AND ch.state NOT IN ('waiting', 'sent') ${within})`
    : 'targeted - waiting - sent'
  const [row] = await sql<Waits>(
    'people',
    `WITH ${asked(within, done)}, ${forecast}, canary AS (
       SELECT count(*) AS hosts, count(*) FILTER (WHERE state NOT IN ('waiting', 'sent')) AS done
         FROM campaign_hosts ch WHERE ch.campaign_id = $1 AND ch.canary ${within})
     SELECT count(*) FILTER (WHERE w.asked AND w.online) AS online,
            count(*) FILTER (WHERE w.asked AND NOT w.online) AS offline,
            count(*) FILTER (WHERE NOT w.asked) AS held,
            min(w.due) FILTER (WHERE w.asked AND w.online) AS next_due,
            max(w.due) FILTER (WHERE w.asked AND w.online) AS last_due,
            (SELECT e.at FROM expected e, goal WHERE goal.missing > 0
              ORDER BY e.at OFFSET (SELECT greatest(missing - 1, 0) FROM goal) LIMIT 1)
              AS expected_90_at,
            (SELECT hosts FROM canary) AS canary_hosts, (SELECT done FROM canary) AS canary_done
       FROM w WHERE NOT w.sent`,
    teams ? [id, [...teams]] : [id],
  )
  return row ?? none
}
