// Answers to live queries that destinations get too: lines of the durable log like any other, so that
// one cursor over `result_lines` sees them. They are of no pack, and no fold or report counts them.
import type { Tx } from '@/lib/store/db'

export type AnsweredHost = {
  host_id: number
  rows_json: string
  truncated: boolean
}

/**
 * Appends one snapshot line for each host, in the transaction that stores its answer. A host's answer
 * to a campaign has one fingerprint for good, so that a repetition is no second line.
 */
export async function appendLiveLines(
  tx: Tx,
  campaignId: number,
  answered: readonly AnsweredHost[],
): Promise<void> {
  if (answered.length === 0) return
  await tx.sql(
    `INSERT INTO result_lines (host_id, name, campaign_id, action, unix_time, epoch, counter,
                               content, fingerprint)
     SELECT host_id, 'live/' || $1::int, $1, 'snapshot',
            extract(epoch FROM clock_timestamp())::bigint, 0, 0,
            jsonb_build_object('snapshot', rows_json::jsonb)
              || CASE WHEN truncated THEN '{"truncated": true}'::jsonb ELSE '{}'::jsonb END,
            md5('live/' || $1::int || '/' || host_id)::uuid
       FROM unnest($2::int[], $3::text[], $4::boolean[]) AS u(host_id, rows_json, truncated)
         ON CONFLICT DO NOTHING`,
    [
      campaignId,
      answered.map(({ host_id }) => host_id),
      answered.map(({ rows_json }) => rows_json),
      answered.map(({ truncated }) => truncated),
    ],
  )
}
