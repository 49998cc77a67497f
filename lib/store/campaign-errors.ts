// What went wrong on the hosts of a campaign: each message once, with how many hosts and a few names.
import { sql } from '@/lib/store/db'
import type { CampaignError } from '@/lib/wire/campaign-lists'
import type { HostState } from '@/lib/wire/campaigns'

const groupsMax = 500
const sampleSize = 6

/** Most hosts first, 500 messages at most; `teams`: of their hosts alone. */
export async function listErrors(
  id: number,
  teams: readonly number[] | undefined,
): Promise<CampaignError[]> {
  return sql<CampaignError>(
    'people',
    `WITH found AS (
       SELECT ch.state, coalesce(ch.error, '') AS message, ch.host_id,
              coalesce(h.hostname, '') AS hostname, coalesce(h.display_name, '') AS display_name,
              row_number() OVER (PARTITION BY ch.state, ch.error ORDER BY h.hostname, ch.host_id)
                AS place
         FROM campaign_hosts ch LEFT JOIN hosts h ON h.id = ch.host_id
        WHERE ch.campaign_id = $1 AND ch.state IN ('failed', 'denylisted', 'too_large')
          AND ($2::int[] IS NULL OR h.team_id = ANY($2::int[])))
     SELECT state, message, count(*) AS hosts,
            json_agg(json_build_object('id', host_id, 'hostname', hostname,
                                       'display_name', display_name) ORDER BY place)
              FILTER (WHERE place <= ${sampleSize}) AS sample
       FROM found GROUP BY state, message
      ORDER BY count(*) DESC, state, message LIMIT ${groupsMax}`,
    [id, teams ?? null],
  )
}

/** Ids of the hosts in any of these states; `teams`: of their hosts alone. Deleted ones are left out. */
export async function listHostIdsIn(
  id: number,
  states: readonly HostState[],
  teams: readonly number[] | undefined,
): Promise<number[]> {
  const rows = await sql<{ id: number }>(
    'people',
    `SELECT ch.host_id AS id FROM campaign_hosts ch JOIN hosts h ON h.id = ch.host_id
      WHERE ch.campaign_id = $1 AND ch.state::text = ANY($2::text[])
        AND ($3::int[] IS NULL OR h.team_id = ANY($3::int[]))
      ORDER BY ch.host_id`,
    [id, [...states], teams ?? null],
  )
  return rows.map(({ id: hostId }) => hostId)
}
