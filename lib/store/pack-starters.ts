// Which packs were made of starter packs. A pack keeps the mark under any name, and its export too.
import { sql } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { TeamScope } from '@/lib/wire/roles'

/** The key of a pack's extra that names the starter pack it was made of. */
export const starterMark = 'starter'

/** The newest pack of each starter pack, of those in scope. */
export async function findStarted(scope: TeamScope): Promise<Map<string, number>> {
  const kept = scopeSql(scope, 'p.team_id', 2)
  const rows = await sql<{ slug: string; id: number }>(
    'people',
    `SELECT p.extra->>$1 AS slug, max(p.id) AS id FROM packs p
     WHERE p.extra ? $1 AND ${kept.text} GROUP BY 1`,
    [starterMark, ...kept.values],
  )
  return new Map(rows.map(({ slug, id }) => [slug, id]))
}
