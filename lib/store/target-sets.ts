// Selections of hosts under a name, each of one person.
import { sql, type Tx } from '@/lib/store/db'
import type { Selected } from '@/lib/wire/targets'

export type TargetSetRow = {
  id: number
  name: string
  selected: Selected
  hosts_count: number
  created_at: Date
}

const columns = 'id, name, selected, hosts_count, created_at'

export function listTargetSets(userId: number): Promise<TargetSetRow[]> {
  return sql<TargetSetRow>(
    'people',
    `SELECT ${columns} FROM target_sets WHERE user_id = $1 ORDER BY lower(name), id`,
    [userId],
  )
}

/** The set if it is that person's; locked until the transaction ends. */
export async function findTargetSet(
  tx: Tx,
  userId: number,
  id: number,
): Promise<TargetSetRow | undefined> {
  const [row] = await tx.sql<TargetSetRow>(
    `SELECT ${columns} FROM target_sets WHERE user_id = $1 AND id = $2 FOR UPDATE`,
    [userId, id],
  )
  return row
}

type Kept = { name: string; selected: Selected; hosts_count: number }

/** Undefined when the person has as many as they may. */
export async function insertTargetSet(
  tx: Tx,
  userId: number,
  { name, selected, hosts_count }: Kept,
  most: number,
): Promise<TargetSetRow | undefined> {
  await tx.sql('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [userId])
  const [row] = await tx.sql<TargetSetRow>(
    `INSERT INTO target_sets (user_id, name, selected, hosts_count)
     SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM target_sets WHERE user_id = $1) < $5
     RETURNING ${columns}`,
    [userId, name, JSON.stringify(selected), hosts_count, most],
  )
  return row
}

export async function updateTargetSet(
  tx: Tx,
  id: number,
  { name, selected, hosts_count }: Kept,
): Promise<void> {
  await tx.sql('UPDATE target_sets SET name = $2, selected = $3, hosts_count = $4 WHERE id = $1', [
    id,
    name,
    JSON.stringify(selected),
    hosts_count,
  ])
}

export async function removeTargetSet(tx: Tx, id: number): Promise<void> {
  await tx.sql('DELETE FROM target_sets WHERE id = $1', [id])
}
