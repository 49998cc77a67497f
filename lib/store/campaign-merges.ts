// Two records of one machine in one campaign: one row is left of the two, and every count moves with it.
import type { Tx } from '@/lib/store/db'

/** Which of two states of one machine says more; what is still to come counts before what never will. */
const rank = (row: string) => `array_position(ARRAY['answered', 'too_large', 'failed', 'denylisted',
  'waiting', 'sent', 'expired', 'cancelled'], ${row}.state::text)`

/** Locks every campaign that has a row of the host, lowest first. */
export async function lockCampaignsAsking(tx: Tx, hostId: number): Promise<number[]> {
  const rows = await tx.sql<{ id: number }>(
    `SELECT id FROM campaigns
      WHERE id IN (SELECT campaign_id FROM campaign_hosts WHERE host_id = $1)
      ORDER BY id FOR UPDATE`,
    [hostId],
  )
  return rows.map(({ id }) => id)
}

/**
 * Of locked campaigns that have a row of both records drops the one that says less, and counts the
 * machine once. An answer stays whichever record gave it; of two answers the rows are counted together.
 * Returns those campaigns.
 */
export async function removeSecondRows(
  tx: Tx,
  { from, into }: { from: number; into: number },
): Promise<number[]> {
  const rows = await tx.sql<{ campaign_id: number }>(
    `WITH both_rows AS (
       SELECT f.campaign_id, ${rank('f')} < ${rank('i')} AS keeps_second,
              CASE WHEN ${rank('f')} < ${rank('i')} THEN i.state ELSE f.state END AS dropped,
              f.rows + i.rows AS rows, f.canary OR i.canary AS canary
         FROM campaign_hosts f JOIN campaign_hosts i
           ON i.campaign_id = f.campaign_id AND i.host_id = $2 WHERE f.host_id = $1),
     gone AS (
       DELETE FROM campaign_hosts ch USING both_rows b WHERE ch.campaign_id = b.campaign_id
          AND ch.host_id = CASE WHEN b.keeps_second THEN $2 ELSE $1 END),
     kept AS (
       UPDATE campaign_hosts ch SET rows = b.rows, canary = b.canary FROM both_rows b
        WHERE ch.campaign_id = b.campaign_id
          AND ch.host_id = CASE WHEN b.keeps_second THEN $1 ELSE $2 END),
     counted AS (
       UPDATE campaigns c SET targeted = c.targeted - 1,
              ${counters((state) => `${state} = c.${state} - (b.dropped = '${state}')::int`)}
         FROM both_rows b WHERE c.id = b.campaign_id RETURNING c.id)
     SELECT id AS campaign_id FROM counted ORDER BY id`,
    [from, into],
  )
  return rows.map(({ campaign_id }) => campaign_id)
}

function counters(set: (state: string) => string): string {
  const states = 'waiting sent answered failed denylisted too_large expired cancelled'
  return states.split(' ').map(set).join(', ')
}

/**
 * In open campaigns lets the record be asked anew where its query is on the way: an answer to a
 * delivery made for the record that goes would be nobody's. Returns those campaigns.
 */
export async function updateAskedAnew(tx: Tx, hostId: number): Promise<number[]> {
  const rows = await tx.sql<{ id: number }>(
    `WITH anew AS (
       UPDATE campaign_hosts ch SET state = 'waiting', sent_at = NULL, sends = 0 FROM campaigns c
        WHERE ch.host_id = $1 AND ch.state = 'sent' AND c.id = ch.campaign_id
          AND c.status IN ('waiting', 'running', 'paused') RETURNING ch.campaign_id)
     UPDATE campaigns c SET sent = c.sent - 1, waiting = c.waiting + 1 FROM anew
      WHERE c.id = anew.campaign_id RETURNING c.id`,
    [hostId],
  )
  return rows.map(({ id }) => id)
}
