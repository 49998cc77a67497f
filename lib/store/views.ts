// Views of lists under a name, each of one person.
import { sql, type Tx } from '@/lib/store/db'
import type { View, ViewedList, ViewInput } from '@/lib/wire/views'

const tables: Record<ViewedList, string> = { hosts: 'host_views', results: 'result_views' }

export function listViews(list: ViewedList, userId: number): Promise<View[]> {
  return sql<View>(
    'people',
    `SELECT id, name, params FROM ${tables[list]} WHERE user_id = $1 ORDER BY lower(name), id`,
    [userId],
  )
}

/** Keeps a view, in place of one of that name; undefined when the person has as many as they may. */
export async function insertView(
  tx: Tx,
  list: ViewedList,
  userId: number,
  { name, params }: ViewInput,
  most: number,
): Promise<View | undefined> {
  const table = tables[list]
  await tx.sql('SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId])
  const [row] = await tx.sql<View>(
    `INSERT INTO ${table} (user_id, name, params)
     SELECT $1, $2, $3 WHERE (SELECT count(*) FROM ${table} WHERE user_id = $1 AND name <> $2) < $4
     ON CONFLICT (user_id, name) DO UPDATE SET params = excluded.params
     RETURNING id, name, params`,
    [userId, name, JSON.stringify(params), most],
  )
  return row
}

/** Whether there was such a view of that person. */
export async function removeView(
  tx: Tx,
  list: ViewedList,
  userId: number,
  id: number,
): Promise<boolean> {
  const rows = await tx.sql(
    `DELETE FROM ${tables[list]} WHERE user_id = $1 AND id = $2 RETURNING id`,
    [userId, id],
  )
  return rows.length > 0
}
