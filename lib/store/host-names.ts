// The names of a few hosts by id, within what the reader may see.
import { sql } from '@/lib/store/db'
import { statusSql } from '@/lib/store/hosts-filter'
import { scopeSql } from '@/lib/store/scope'
import type { HostRef, HostStatus } from '@/lib/wire/hosts'
import type { TeamScope } from '@/lib/wire/roles'

/** Hosts of those ids that exist within the scope, by name. */
export function listHostNames(scope: TeamScope, ids: readonly number[]): Promise<HostRef[]> {
  const kept = scopeSql(scope, 'h.team_id', 2)
  return sql<HostRef>(
    'people',
    `SELECT h.id, h.hostname, h.display_name FROM hosts h
      WHERE h.id = ANY($1::int[]) AND ${kept.text} ORDER BY h.hostname, h.id`,
    [[...ids], ...kept.values],
  )
}

type ListedHost = HostRef & { platform: string; status: HostStatus }

/** The same with platform and status, by id; `display_name` is never empty. */
export async function findListedHosts(
  scope: TeamScope,
  ids: readonly number[],
): Promise<Map<number, ListedHost>> {
  const kept = scopeSql(scope, 'h.team_id', 2)
  const rows = await sql<ListedHost>(
    'people',
    `SELECT h.id, h.hostname, h.platform, ${statusSql} AS status,
       coalesce(nullif(h.display_name, ''), nullif(h.hostname, ''), 'host ' || h.id) AS display_name
     FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id
     WHERE h.id = ANY($1::int[]) AND ${kept.text}`,
    [[...ids], ...kept.values],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

type NamedHost = HostRef & { given: string }

/** Hosts within the scope by any of their names, whatever its case, each with the name it was given by. */
export function listHostsNamed(scope: TeamScope, names: readonly string[]): Promise<NamedHost[]> {
  const kept = scopeSql(scope, 'h.team_id', 2)
  const columns = ['hostname', 'display_name', 'hardware_serial', 'uuid', 'host_identifier']
  const matches = columns.map(
    (column) =>
      `SELECT n.given, h.id, h.hostname, h.display_name FROM named n
       JOIN hosts h ON lower(h.${column}) = n.text WHERE ${kept.text}`,
  )
  return sql<NamedHost>(
    'people',
    `WITH named AS (SELECT DISTINCT given, lower(given) AS text FROM unnest($1::text[]) AS g(given)
       WHERE given <> '')
     ${matches.join(' UNION ')} ORDER BY hostname, id`,
    [[...names], ...kept.values],
  )
}
