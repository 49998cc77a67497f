// The answers of a campaign for grouping and comparing: pages of rows in order of their number, and
// which of its hosts a reader may see now.
import { sql } from '@/lib/store/db'

export type AnswerRow = {
  seq: number
  host_id: number
  received_at: Date
  /** Null for a host that failed: it told nothing that could be grouped. */
  rows_json: string | null
  too_large: boolean
}

type AnswerPage = { after: number; limit: number; max_bytes: number }

/** Answers after a number, in order: at most `limit`, and no more bytes than asked but one answer. */
export function listAnswers(id: number, page: AnswerPage): Promise<AnswerRow[]> {
  return sql<AnswerRow>(
    'people',
    `SELECT p.seq, p.host_id, p.received_at,
            coalesce(ch.state = 'too_large', false) AS too_large,
            CASE WHEN coalesce(ch.state IN ('answered', 'too_large'), p.error IS NULL)
                 THEN p.rows::text END AS rows_json
       FROM (SELECT cr.*, sum(cr.bytes) OVER (ORDER BY cr.seq) - cr.bytes AS bytes_before
               FROM (SELECT * FROM campaign_results
                      WHERE campaign_id = $1 AND seq > $2
                        AND received_at >= (SELECT created_at - interval '1 minute'
                                              FROM campaigns WHERE id = $1)
                      ORDER BY seq LIMIT $3) cr) p
       LEFT JOIN campaign_hosts ch ON ch.campaign_id = $1 AND ch.host_id = p.host_id
      WHERE p.bytes_before < $4 ORDER BY p.seq`,
    [id, page.after, page.limit, page.max_bytes],
  )
}

/** Ids of the campaign's hosts that belong to those teams now. */
export async function findHostsInTeams(id: number, teams: readonly number[]): Promise<Set<number>> {
  const [row] = await sql<{ ids: Buffer | null }>(
    'people',
    `SELECT string_agg(int4send(ch.host_id), ''::bytea) AS ids
       FROM campaign_hosts ch JOIN hosts h ON h.id = ch.host_id
      WHERE ch.campaign_id = $1 AND h.team_id = ANY($2::int[])`,
    [id, teams],
  )
  const packed = row?.ids ?? Buffer.alloc(0)
  const ids = new Set<number>()
  for (let at = 0; at < packed.length; at += 4) ids.add(packed.readInt32BE(at))
  return ids
}

export type NamedHost = {
  id: number
  hostname: string
  display_name: string
  platform: string
  team_id: number | null
}

/** Those of the hosts that are still there, by id. */
export async function findNamedHosts(ids: readonly number[]): Promise<Map<number, NamedHost>> {
  const rows = await sql<NamedHost>(
    'people',
    'SELECT id, hostname, display_name, platform, team_id FROM hosts WHERE id = ANY($1::int[])',
    [ids],
  )
  return new Map(rows.map((host) => [host.id, host]))
}

/** Those of the hosts whose name is like the pattern. */
export async function findHostsNamed(
  ids: readonly number[],
  pattern: string,
): Promise<Set<number>> {
  const rows = await sql<{ id: number }>(
    'people',
    `SELECT id FROM hosts
      WHERE id = ANY($1::int[]) AND (hostname ILIKE $2 OR display_name ILIKE $2)`,
    [ids, pattern],
  )
  return new Set(rows.map(({ id }) => id))
}
