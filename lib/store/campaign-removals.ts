// Hosts that leave open campaigns because they are deleted.
import { updateCounters } from '@/lib/store/campaign-hosts'
import type { Tx } from '@/lib/store/db'

const open = `('waiting', 'running', 'paused')`

/** Locks the open campaigns that still wait for any of the hosts, lowest first. */
export async function lockCampaignsAwaiting(tx: Tx, hostIds: readonly number[]): Promise<number[]> {
  const rows = await tx.sql<{ id: number }>(
    `SELECT c.id FROM campaigns c WHERE c.status IN ${open} AND EXISTS (
       SELECT FROM campaign_hosts ch WHERE ch.campaign_id = c.id AND ch.host_id = ANY($1::int[])
         AND ch.state IN ('waiting', 'sent'))
     ORDER BY c.id FOR UPDATE OF c`,
    [hostIds],
  )
  return rows.map(({ id }) => id)
}

/** Cancels those hosts of a locked campaign where they wait or work, and moves the counters with it. */
export async function updateHostsCancelled(
  tx: Tx,
  id: number,
  { host_ids, error }: { host_ids: readonly number[]; error: string },
): Promise<void> {
  const [row] = await tx.sql<{ waiting: number; sent: number }>(
    `WITH ended AS (
       UPDATE campaign_hosts SET state = 'cancelled', finished_at = clock_timestamp(), error = $3
        WHERE campaign_id = $1 AND host_id = ANY($2::int[]) AND state IN ('waiting', 'sent')
       RETURNING sent_at IS NOT NULL AS was_sent)
     SELECT (count(*) FILTER (WHERE NOT was_sent))::int AS waiting,
       (count(*) FILTER (WHERE was_sent))::int AS sent FROM ended`,
    [id, host_ids, error],
  )
  const { waiting, sent } = row ?? { waiting: 0, sent: 0 }
  if (waiting + sent > 0)
    await updateCounters(tx, id, { waiting: -waiting, sent: -sent, cancelled: waiting + sent })
}
