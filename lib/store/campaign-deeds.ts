// The entries of the audit trail about one campaign, as everybody who sees the campaign may read them.
import { sql } from '@/lib/store/db'

type DeedRow = {
  id: number
  created_at: Date
  actor_name: string
  actor_kind: string
  type: string
  hosts: number | null
  details: Record<string, unknown>
}

const deedsMax = 500

/** The latest 500, latest first. */
export function listDeeds(id: number): Promise<DeedRow[]> {
  return sql<DeedRow>(
    'people',
    `SELECT id, created_at, actor_name, actor_kind, type, hosts, details FROM activities
      WHERE object_kind = 'campaign' AND object_id = $1 ORDER BY id DESC LIMIT ${deedsMax}`,
    [id],
  )
}

/** Whether that person is on record for that deed about the campaign. */
export async function findDeed(id: number, type: string, actorId: number): Promise<boolean> {
  const rows = await sql(
    'people',
    `SELECT 1 FROM activities WHERE object_kind = 'campaign' AND object_id = $1 AND type = $2
        AND actor_id = $3 LIMIT 1`,
    [id, type, actorId],
  )
  return rows.length > 0
}
