// The answers of a campaign for grouping and comparing: pages of rows in order of their number, and
// which of its hosts a reader may see now.
import { sql } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { TeamScope } from '@/lib/wire/roles'

export type AnswerRow = {
  seq: number
  host_id: number
  received_at: Date
  /** Null for a host that failed: it told nothing that could be grouped. */
  rows_json: string | null
  too_large: boolean
}

const kept = `campaign_id = $1 AND seq > $2
  AND received_at >= (SELECT created_at - interval '1 minute' FROM campaigns WHERE id = $1)`

/** Where pages of about so many bytes end, over all answers after a number: the last number of each. */
export async function listAnswerPages(id: number, after: number, bytes: number): Promise<number[]> {
  const pages = await sql<{ seq: number }>(
    'people',
    `SELECT max(seq) AS seq
       FROM (SELECT seq, sum(bytes) OVER (ORDER BY seq) / $3::int AS page
               FROM campaign_results WHERE ${kept}) sized
      GROUP BY page ORDER BY 1`,
    [id, after, bytes],
  )
  return pages.map(({ seq }) => seq)
}

/** The answers after one number up to another, in order; put in order here, as the database would spill. */
export async function listAnswers(id: number, after: number, upTo: number): Promise<AnswerRow[]> {
  const answers = await sql<AnswerRow>(
    'people',
    `SELECT cr.seq, cr.host_id, cr.received_at,
            coalesce(cr.state = 'too_large', false) AS too_large,
            CASE WHEN coalesce(cr.state IN ('answered', 'too_large'), cr.error IS NULL)
                 THEN cr.rows::text END AS rows_json
       FROM (SELECT r.*, (SELECT ch.state FROM campaign_hosts ch
                           WHERE ch.campaign_id = $1 AND ch.host_id = r.host_id) AS state
               FROM campaign_results r WHERE ${kept} AND r.seq <= $3) cr`,
    [id, after, upTo],
  )
  return answers.sort((one, other) => one.seq - other.seq)
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

export type OtherRunRow = { id: number; name: string; created_at: Date; answered: number }

/** The latest other campaigns that asked the same: by their SQL, their saved query, or as its repetition. */
export function listOtherRuns(
  id: number,
  scope: TeamScope,
  viewerId: number,
): Promise<OtherRunRow[]> {
  const within = scopeSql(scope, 'h.team_id', 3)
  return sql<OtherRunRow>(
    'people',
    `SELECT c.id, c.name, c.created_at, c.answered
       FROM campaigns me JOIN campaigns c ON c.id <> me.id AND (
              c.sql_digest = me.sql_digest OR c.query_id = me.query_id
              OR c.again_of = me.id OR c.id = me.again_of)
      WHERE me.id = $1 AND ($2::int = c.user_id OR EXISTS (
              SELECT 1 FROM campaign_hosts ch JOIN hosts h ON h.id = ch.host_id
               WHERE ch.campaign_id = c.id AND ${within.text}))
      ORDER BY c.id DESC LIMIT 8`,
    [id, viewerId, ...within.values],
  )
}
