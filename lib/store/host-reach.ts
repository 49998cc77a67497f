// Hosts with all that targeting looks at, in batches by id: for lists of who is reached.
import { sql } from '@/lib/store/db'
import { statusSql } from '@/lib/store/hosts-filter'
import { scopeSql } from '@/lib/store/scope'
import type { HostStatus } from '@/lib/wire/hosts'
import type { Platform } from '@/lib/wire/platforms'
import type { TeamScope } from '@/lib/wire/roles'

export type ReachableHost = {
  id: number
  team_id: number | null
  team_name: string | null
  platform: Platform
  hostname: string
  display_name: string
  osquery_version: string
  os_version: string
  labels: number[]
  status: HostStatus
  /** Seconds between two fetches of its configuration. */
  config_tls_refresh: number
}

/** The next hosts after an id, in the order of ids. */
export function listReachable(
  scope: TeamScope,
  afterId: number,
  limit: number,
): Promise<ReachableHost[]> {
  const within = scopeSql(scope, 'h.team_id', 3)
  return sql<ReachableHost>(
    'people',
    `SELECT h.id, h.team_id, t.name AS team_name, h.platform, h.hostname,
       coalesce(nullif(h.display_name, ''), nullif(h.hostname, ''), 'host ' || h.id) AS display_name,
       h.osquery_version, trim(h.os_name || ' ' || h.os_version) AS os_version,
       coalesce((SELECT array_agg(v.label_id ORDER BY v.label_id) FROM label_verdicts v
         WHERE v.host_id = h.id AND v.member), '{}') AS labels, ${statusSql} AS status,
       h.config_tls_refresh
     FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id LEFT JOIN teams t ON t.id = h.team_id
     WHERE h.id > $1 AND ${within.text} ORDER BY h.id LIMIT $2`,
    [afterId, limit, ...within.values],
  )
}
