// On how many hosts agents gave a query up: denylisted now, or the watchdog once ended the agent at it.
import { sql } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { TeamScope } from '@/lib/wire/roles'

/** Hosts in scope by digest of the SQL; texts without any are left out. */
export async function listDenylistings(
  scope: TeamScope,
  digests: readonly string[],
): Promise<Map<string, number>> {
  if (digests.length === 0) return new Map()
  const kept = scopeSql(scope, 'h.team_id', 2)
  const rows = await sql<{ sql_digest: string; hosts: number }>(
    'people',
    `SELECT q.sql_digest, count(DISTINCT q.host_id)::int AS hosts
       FROM query_hosts q JOIN hosts h ON h.id = q.host_id
      WHERE (q.denylisted OR q.killed_at IS NOT NULL) AND q.sql_digest = ANY($1::uuid[])
        AND ${kept.text}
      GROUP BY q.sql_digest`,
    [[...new Set(digests)], ...kept.values],
  )
  return new Map(rows.map((row) => [row.sql_digest, row.hosts]))
}
