// How many rows the answers of a campaign brought, told from its hosts alone: no row is read for it.
import { sql } from '@/lib/store/db'

type Cut = { id: number; scope_teams: number[] | undefined }

/** The last answer that is too old to be among those of the newest `rows` rows; 0 when all are. */
export async function findNewestStart({ id, scope_teams }: Cut, rows: number): Promise<number> {
  const [found] = await sql<{ seq: number }>(
    'people',
    `SELECT coalesce(max(t.seq), 0) AS seq
       FROM (SELECT ch.seq, sum(ch.rows) OVER (ORDER BY ch.seq DESC) AS rows
               FROM campaign_hosts ch
              WHERE ch.campaign_id = $1 AND ch.seq IS NOT NULL
                AND ($3::int[] IS NULL OR EXISTS (
                      SELECT 1 FROM hosts h WHERE h.id = ch.host_id AND h.team_id = ANY($3::int[])))) t
      WHERE t.rows > $2`,
    [id, rows, scope_teams ?? null],
  )
  return found?.seq ?? 0
}

/** Rows of the answers after the first number, up to the second. */
export async function countRowsBetween(
  { id, scope_teams }: Cut,
  from: number,
  upTo: number,
): Promise<number> {
  const [found] = await sql<{ rows: number }>(
    'people',
    `SELECT coalesce(sum(ch.rows), 0)::int AS rows FROM campaign_hosts ch
      WHERE ch.campaign_id = $1 AND ch.seq > $2 AND ch.seq <= $3
        AND ($4::int[] IS NULL OR EXISTS (
              SELECT 1 FROM hosts h WHERE h.id = ch.host_id AND h.team_id = ANY($4::int[])))`,
    [id, from, upTo, scope_teams ?? null],
  )
  return found?.rows ?? 0
}

export type TruncatedHost = { id: number; hostname: string; display_name: string; count: number }

/** Hosts whose answer was larger than the cap, the first `limit` of them, each with their number. */
export function listTruncatedHosts(
  { id, scope_teams }: Cut,
  limit: number,
): Promise<TruncatedHost[]> {
  return sql<TruncatedHost>(
    'people',
    `SELECT h.id, h.hostname, h.display_name, count(*) OVER () AS count
       FROM campaign_hosts ch JOIN hosts h ON h.id = ch.host_id
      WHERE ch.campaign_id = $1 AND ch.state = 'too_large'
        AND ($3::int[] IS NULL OR h.team_id = ANY($3::int[]))
      ORDER BY h.id LIMIT $2`,
    [id, limit, scope_teams ?? null],
  )
}

/** The columns of the answers, told from the first row of a few hundred, in the order of the SELECT. */
export async function listSampledColumns({ id, scope_teams }: Cut): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    'people',
    `SELECT k.name
       FROM (SELECT cr.rows -> 0 AS first
               FROM campaign_results cr LEFT JOIN hosts h ON h.id = cr.host_id
              WHERE cr.campaign_id = $1 AND cr.bytes > 2
                AND ($2::int[] IS NULL OR h.team_id = ANY($2::int[]))
              ORDER BY cr.seq LIMIT 300) s
      CROSS JOIN LATERAL json_object_keys(s.first) WITH ORDINALITY AS k(name, place)
      GROUP BY k.name ORDER BY min(k.place), k.name`,
    [id, scope_teams ?? null],
  )
  return rows.map(({ name }) => name)
}
