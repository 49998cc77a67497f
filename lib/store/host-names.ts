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
