// Members of labels by hand: added, removed, found by what people call them.

import type { LabelKinds } from '@/lib/store/campaign-targets'
import type { Tx } from '@/lib/store/db'

/** The label, held until the transaction ends. */
export async function lockLabel(tx: Tx, id: number): Promise<LabelKinds | undefined> {
  const [row] = await tx.sql<LabelKinds>(
    'SELECT id, name, kind FROM labels WHERE id = $1 FOR UPDATE',
    [id],
  )
  return row
}

/** Ids among the given that name no host. */
export async function listUnknownHosts(tx: Tx, ids: readonly number[]): Promise<number[]> {
  const rows = await tx.sql<{ id: number }>(
    `SELECT u.id FROM unnest($1::int[]) AS u(id)
      WHERE NOT EXISTS (SELECT FROM hosts h WHERE h.id = u.id) LIMIT 10`,
    [ids],
  )
  return rows.map(({ id }) => id)
}

/** Makes hosts members; says which of them were not. */
export async function insertMembers(tx: Tx, id: number, hostIds: number[]): Promise<number[]> {
  const rows = await tx.sql<{ host_id: number }>(
    `INSERT INTO label_verdicts (label_id, host_id, member)
     SELECT $1, h.id, true FROM hosts h WHERE h.id = ANY($2::int[]) ORDER BY h.id
     ON CONFLICT (label_id, host_id) DO NOTHING RETURNING host_id`,
    [id, hostIds],
  )
  return rows.map(({ host_id }) => host_id)
}

/** Takes hosts out; says which of them were members. */
export async function removeMembers(tx: Tx, id: number, hostIds: number[]): Promise<number[]> {
  const rows = await tx.sql<{ host_id: number }>(
    `DELETE FROM label_verdicts WHERE label_id = $1 AND host_id = ANY($2::int[])
     RETURNING host_id`,
    [id, hostIds],
  )
  return rows.map(({ host_id }) => host_id)
}

const identifying = [
  'uuid',
  'hardware_serial',
  'instance_id',
  'host_identifier',
  'hostname',
  'display_name',
]

/** The hosts of each identifier, whatever its case; every host of the fleet is looked at. */
export async function findHostsIdentified(
  tx: Tx,
  identifiers: readonly string[],
): Promise<Map<string, number[]>> {
  const matches = identifying.map(
    (column) => `SELECT n.given, h.id FROM named n JOIN hosts h ON lower(h.${column}) = n.text`,
  )
  const rows = await tx.sql<{ given: string; id: number }>(
    `WITH named AS (SELECT given, lower(given) AS text FROM unnest($1::text[]) AS g(given))
     ${matches.join(' UNION ')} ORDER BY id`,
    [identifiers],
  )
  const found = new Map<string, number[]>()
  for (const { given, id } of rows) found.set(given, [...(found.get(given) ?? []), id])
  return found
}
