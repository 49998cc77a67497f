// The tags in use on packs and on library queries.
import { sql } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { TeamScope } from '@/lib/wire/roles'

/** Every tag in use on those in scope, in order. */
export async function listTags(noun: 'packs' | 'queries', scope: TeamScope): Promise<string[]> {
  const kept = scopeSql(scope, 'o.team_id', 1)
  const rows = await sql<{ tag: string }>(
    'people',
    `SELECT DISTINCT t.tag FROM ${noun} o, unnest(o.tags) AS t(tag) WHERE ${kept.text} ORDER BY 1`,
    kept.values,
  )
  return rows.map(({ tag }) => tag)
}
