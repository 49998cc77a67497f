// What is known of hosts in relation to a query that they should report.
import { sql } from '@/lib/store/db'
import { onlineSince } from '@/lib/store/host-seen'
import { statusSql } from '@/lib/store/hosts-filter'
import { scopeSql } from '@/lib/store/scope'
import type { HostStatus } from '@/lib/wire/hosts'
import type { TeamScope } from '@/lib/wire/roles'

type Absence = { host_id: number; online: boolean; served: boolean }

/** Whether each host is there, and whether it ever fetched a configuration with one of the queries. */
export function listAbsences(
  hostIds: readonly number[],
  packQueryIds: readonly number[],
): Promise<Absence[]> {
  if (hostIds.length === 0) return Promise.resolve([])
  return sql<Absence>(
    'people',
    `SELECT u.id AS host_id, coalesce(s.seen_at > ${onlineSince}, false) AS online,
            EXISTS (SELECT 1 FROM host_renderings r
                      JOIN rendering_queries m ON m.rendering_hash = r.rendering_hash
                     WHERE r.host_id = u.id AND m.pack_query_id = ANY($2::int[])) AS served
       FROM unnest($1::int[]) AS u(id) LEFT JOIN host_seen s ON s.host_id = u.id`,
    [hostIds, packQueryIds],
  )
}

type HostFacts = {
  id: number
  hostname: string
  display_name: string
  platform: string
  status: HostStatus
  seen_at: Date | null
}

/** Those hosts within the scope, by id; `display_name` is never empty. */
export function listReportHostFacts(
  scope: TeamScope,
  ids: readonly number[],
): Promise<HostFacts[]> {
  const kept = scopeSql(scope, 'h.team_id', 2)
  return sql<HostFacts>(
    'people',
    `SELECT h.id, h.hostname, h.platform, ${statusSql} AS status, s.seen_at,
       coalesce(nullif(h.display_name, ''), nullif(h.hostname, ''), 'host ' || h.id) AS display_name
     FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id
     WHERE h.id = ANY($1::int[]) AND ${kept.text} ORDER BY h.id`,
    [[...ids], ...kept.values],
  )
}
