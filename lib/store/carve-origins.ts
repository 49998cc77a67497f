// Who asked for a carve: an agent names it by a guid of its own, and the same guid stands in the rows
// that the query which started it returned. Those rows are searched, newest days only.
import { sql } from '@/lib/store/db'

type Unexplained = { id: number; host_id: number; carve_guid: string }

/** Carves of the last hours of which nobody knows yet who asked. */
export function listUnexplained(): Promise<Unexplained[]> {
  return sql<Unexplained>(
    'work',
    `SELECT id, host_id, carve_guid FROM carves
      WHERE campaign_id IS NULL AND pack_query_id IS NULL AND length(carve_guid) >= 8
        AND created_at > now() - interval '2 hours' ORDER BY id LIMIT 100`,
  )
}

/** A row that names the carve: from which query, and as the agent wrote it. */
export type Mention = {
  campaign_id: number | null
  pack_query_id: number | null
  rows_json: string
}

const mentionsMost = 20

/** Answers of the host to live queries on carves that hold that guid, the first asked first. */
export function listLiveMentions(hostId: number, guid: string): Promise<Mention[]> {
  return sql<Mention>(
    'work',
    `SELECT c.id AS campaign_id, NULL::int AS pack_query_id, r.rows::text AS rows_json
       FROM campaign_hosts ch
       JOIN campaigns c ON c.id = ch.campaign_id
       JOIN campaign_results r ON r.campaign_id = c.id AND r.seq = ch.seq
        AND r.received_at >= c.created_at - interval '1 minute'
      WHERE ch.host_id = $1 AND ch.finished_at > now() - interval '40 days'
        AND c.query ILIKE '%carve%' AND r.bytes < 1000000 AND strpos(r.rows::text, $2) > 0
      ORDER BY c.id LIMIT ${mentionsMost}`,
    [hostId, guid],
  )
}

/** The same of scheduled queries, of the last two days. */
export function listScheduledMentions(hostId: number, guid: string): Promise<Mention[]> {
  return sql<Mention>(
    'work',
    `SELECT NULL::int AS campaign_id, l.pack_query_id,
            coalesce(l.content->'snapshot', jsonb_build_array(l.content->'columns'))::text AS rows_json
       FROM result_lines l
      WHERE l.host_id = $1 AND l.received_at > now() - interval '2 days'
        AND l.pack_query_id IN (
              SELECT q.id FROM pack_queries q LEFT JOIN queries s ON s.id = q.query_id
               WHERE coalesce(q.query, s.query) ILIKE '%carve%')
        AND strpos(l.content::text, $2) > 0
      ORDER BY l.id LIMIT ${mentionsMost}`,
    [hostId, guid],
  )
}

export async function updateCarveOrigin(
  id: number,
  origin: { campaign_id: number | null; pack_query_id: number | null; path: string | null },
): Promise<void> {
  await sql(
    'work',
    `UPDATE carves SET campaign_id = coalesce(campaign_id, $2), path = coalesce($4, path),
            pack_query_id = coalesce(pack_query_id, $3) WHERE id = $1`,
    [id, origin.campaign_id, origin.pack_query_id, origin.path],
  )
}
