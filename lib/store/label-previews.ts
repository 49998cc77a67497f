// Some online hosts that a label would be asked of.
import { sql } from '@/lib/store/db'
import { onlineSince } from '@/lib/store/host-seen'
import { scopeSql } from '@/lib/store/scope'
import type { TeamScope } from '@/lib/wire/roles'

export type PreviewHostRow = {
  id: number
  hostname: string
  display_name: string
  platform: string
  was_member: boolean | null
}

type Wanted = {
  platforms: readonly string[]
  host_ids: readonly number[] | undefined
  sample: number
  label_id: number | undefined
}

/** Those given, else platforms in turn and by lot within one; and how many there are online. */
export async function listPreviewHosts(
  scope: TeamScope,
  { platforms, host_ids, sample, label_id }: Wanted,
): Promise<{ hosts: PreviewHostRow[]; online: number }> {
  const kept = scopeSql(scope, 'h.team_id', 5)
  const rows = await sql<PreviewHostRow & { online: number }>(
    'people',
    `SELECT id, hostname, coalesce(nullif(display_name, ''), nullif(hostname, ''), 'host ' || id)
              AS display_name, platform, online,
            CASE WHEN $4::int IS NOT NULL THEN coalesce((SELECT v.member FROM label_verdicts v
              WHERE v.label_id = $4 AND v.host_id = drawn.id), false) END AS was_member
       FROM (SELECT h.id, h.hostname, h.display_name, h.platform, (count(*) OVER ())::int AS online,
                    row_number() OVER (PARTITION BY h.platform ORDER BY random()) AS place
               FROM hosts h JOIN host_seen s ON s.host_id = h.id AND s.seen_at > ${onlineSince}
              WHERE h.platform = ANY($1::text[]) AND ($2::int[] IS NULL OR h.id = ANY($2))
                AND ${kept.text}) drawn
      ORDER BY place, platform LIMIT $3`,
    [
      platforms,
      host_ids ?? null,
      host_ids ? host_ids.length : sample,
      label_id ?? null,
      ...kept.values,
    ],
  )
  return {
    hosts: rows.map(({ online: _, ...host }) => host).sort((a, b) => a.id - b.id),
    online: rows[0]?.online ?? 0,
  }
}
