// The names of a few hosts by id, within what the reader may see.
import { sql } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { HostRef } from '@/lib/wire/hosts'
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
