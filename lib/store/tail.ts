// Reading what campaigns persisted after a cursor: pages bounded in rows and in bytes, and the small
// head that tells whether there is more. Rows stay text from here to the wire.
import { sql } from '@/lib/store/db'
import type { CampaignCounts, CampaignStatus } from '@/lib/wire/campaigns'

export type StoredResult = {
  seq: number
  host_id: number
  hostname: string
  display_name: string
  /** JSON text of the rows. */
  rows_json: string
  truncated: boolean
  error: string | null
  stats: Record<string, number> | null
  received_at: Date
}

type TailOptions = {
  after: number
  limit: number
  max_bytes: number
  /** Only hosts of these teams; undefined: all. */
  scope_teams?: number[] | undefined
  /** Of the answers up to this number only those with an error. */
  errors_up_to?: number | undefined
}

/** Results after the cursor, in order: at most `limit`, and no more bytes than asked but one result. */
export function tailResults(id: number, options: TailOptions): Promise<StoredResult[]> {
  return sql<StoredResult>(
    'people',
    `SELECT r.seq, r.host_id, r.hostname, r.display_name, r.rows::text AS rows_json, r.truncated,
            r.error, r.stats, r.received_at
       FROM (SELECT p.*, sum(p.bytes) OVER (ORDER BY p.seq) - p.bytes AS bytes_before
               FROM (SELECT cr.*, coalesce(h.hostname, '') AS hostname,
                            coalesce(h.display_name, '') AS display_name
                       FROM campaign_results cr LEFT JOIN hosts h ON h.id = cr.host_id
                      WHERE cr.campaign_id = $1 AND cr.seq > $2
                        AND cr.received_at >= (SELECT created_at - interval '1 minute'
                                                 FROM campaigns WHERE id = $1)
                        AND ($5::int[] IS NULL OR h.team_id = ANY($5::int[]))
                        AND (cr.seq > $6 OR cr.error IS NOT NULL)
                      ORDER BY cr.seq LIMIT $3) p) r
      WHERE r.bytes_before < $4 ORDER BY r.seq`,
    [
      id,
      options.after,
      options.limit,
      options.max_bytes,
      options.scope_teams ?? null,
      options.errors_up_to ?? 0,
    ],
  )
}

export type CampaignHead = CampaignCounts & {
  status: CampaignStatus
  reason: string | null
  holding: boolean
  rows_capped: boolean
  last_seq: number
  overdue: boolean
  server_time: Date
}

/** Who rested it last, where no rail did. */
const pausedBy = `CASE WHEN status = 'paused' THEN 'by ' || (
  SELECT a.actor_name FROM activities a WHERE a.type = 'paused_campaign'
     AND a.object_kind = 'campaign' AND a.object_id = $1 ORDER BY a.id DESC LIMIT 1) END`

/** What a watcher of a campaign compares: one row by its key. Undefined when it is gone. */
export async function findHead(id: number): Promise<CampaignHead | undefined> {
  const [row] = await sql<CampaignHead>(
    'people',
    `SELECT status, coalesce(reason, ${pausedBy}) AS reason, holding, rows_capped, last_seq,
            targeted, waiting, sent, answered, failed, denylisted, too_large, expired, cancelled,
            rows, bytes, now() AS server_time,
            (status IN ('waiting', 'running', 'paused') AND expires_at <= now()) AS overdue
       FROM campaigns WHERE id = $1`,
    [id],
  )
  return row
}

/** The columns of the answers of these teams' hosts, in the order of the SELECT, told from each first row. */
export async function listResultColumns(
  id: number,
  scopeTeams: readonly number[] | undefined,
): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    'people',
    `SELECT k.name FROM campaign_results cr
      CROSS JOIN LATERAL json_object_keys(cr.rows -> 0) WITH ORDINALITY AS k(name, place)
      WHERE cr.campaign_id = $1 AND ($2::int[] IS NULL OR EXISTS (
        SELECT FROM hosts h WHERE h.id = cr.host_id AND h.team_id = ANY($2::int[])))
      GROUP BY k.name ORDER BY min(k.place), k.name`,
    [id, scopeTeams ?? null],
  )
  return rows.map(({ name }) => name)
}
