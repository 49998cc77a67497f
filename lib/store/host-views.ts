// Views of the host list under a name, each of one person.
import { sql, type Tx } from '@/lib/store/db'
import type { HostView, HostViewInput } from '@/lib/wire/host-views'

export function listHostViews(userId: number): Promise<HostView[]> {
  return sql<HostView>(
    'people',
    'SELECT id, name, params FROM host_views WHERE user_id = $1 ORDER BY lower(name), id',
    [userId],
  )
}

/** Keeps a view, in place of one of that name; undefined when the person has as many as they may. */
export async function insertHostView(
  tx: Tx,
  userId: number,
  { name, params }: HostViewInput,
  most: number,
): Promise<HostView | undefined> {
  await tx.sql('SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId])
  const [row] = await tx.sql<HostView>(
    `INSERT INTO host_views (user_id, name, params)
     SELECT $1, $2, $3 WHERE (SELECT count(*) FROM host_views WHERE user_id = $1 AND name <> $2) < $4
     ON CONFLICT (user_id, name) DO UPDATE SET params = excluded.params
     RETURNING id, name, params`,
    [userId, name, JSON.stringify(params), most],
  )
  return row
}

/** Whether there was such a view of that person. */
export async function removeHostView(tx: Tx, userId: number, id: number): Promise<boolean> {
  const rows = await tx.sql('DELETE FROM host_views WHERE user_id = $1 AND id = $2 RETURNING id', [
    userId,
    id,
  ])
  return rows.length > 0
}
