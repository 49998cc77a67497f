// Hosts grouped by all that targeting looks at, with how many of each group are online: for saying
// whom an act on packs reaches now and whom when they return.
import { sql } from '@/lib/store/db'
import { statusSql } from '@/lib/store/hosts'
import type { Platform } from '@/lib/wire/platforms'

type OnlineShape = {
  id: number
  team_id: number | null
  platform: Platform
  hostname: string
  osquery_version: string
  labels: number[]
  hosts: number
  online: number
}

/** `named` hosts stand alone; hostnames matter where some pack or query takes a sample. */
export function listOnlineShapes({
  named,
  byHostname,
}: {
  named: number[]
  byHostname: boolean
}): Promise<OnlineShape[]> {
  return sql<OnlineShape>(
    'people',
    `SELECT id, team_id, platform, hostname, '' AS osquery_version, labels,
       count(*)::int AS hosts, (count(*) FILTER (WHERE status = 'online'))::int AS online
     FROM (SELECT CASE WHEN h.id = ANY($1::int[]) THEN h.id ELSE 0 END AS id, h.team_id, h.platform,
         CASE WHEN $2 THEN h.hostname ELSE '' END AS hostname, ${statusSql} AS status,
         coalesce((SELECT array_agg(v.label_id ORDER BY v.label_id) FROM label_verdicts v
           WHERE v.host_id = h.id AND v.member), '{}') AS labels
       FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id) shaped
     GROUP BY id, team_id, platform, hostname, labels`,
    [named, byHostname],
  )
}
