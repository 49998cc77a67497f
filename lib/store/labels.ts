// Labels and their members.
import { sql, type Tx } from '@/lib/store/db'
import { assignments } from '@/lib/store/patches'
import { scopeSql } from '@/lib/store/scope'
import type { Label, LabelInput, LabelListQuery, LabelPatch } from '@/lib/wire/labels'
import { containing } from '@/lib/wire/paging'
import type { TeamScope } from '@/lib/wire/roles'

type LabelRow = Omit<Label, 'created_at' | 'updated_at'> & { created_at: Date; updated_at: Date }

/** Members are counted within the reader's scope, given as the first parameters. */
const columns = (scope: string) => `
  l.id, l.name, l.description, CASE WHEN l.kind = 'builtin' THEN 'builtin' ELSE 'regular' END
    AS label_type,
  CASE WHEN l.kind = 'manual' THEN 'manual' ELSE 'dynamic' END AS label_membership_type,
  l.query, l.platform, l.created_at, l.updated_at,
  (SELECT count(*)::int FROM label_verdicts v JOIN hosts h ON h.id = v.host_id
    WHERE v.label_id = l.id AND v.member AND ${scope}) AS count,
  (SELECT count(*)::int FROM label_verdicts v JOIN hosts h ON h.id = v.host_id
    WHERE v.label_id = l.id AND v.version = l.version AND ${scope}) AS evaluated,
  (SELECT count(*)::int FROM label_verdicts v JOIN hosts h ON h.id = v.host_id
    WHERE v.label_id = l.id AND v.error IS NOT NULL AND ${scope}) AS errors,
  coalesce((SELECT jsonb_agg(DISTINCT jsonb_build_object('id', p.id, 'name', p.name))
    FROM pack_targets t JOIN packs p ON p.id = t.pack_id
    WHERE t.kind = 'label' AND t.object_id = l.id), '[]') AS packs`

const toLabel = (row: LabelRow): Label => ({
  ...row,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
})

const orderColumns = { name: 'lower(l.name)', id: 'l.id', created_at: 'l.created_at' } as const

/** A page of labels; counts are of the hosts in scope. */
export async function listLabels(
  scope: TeamScope,
  { page, per_page, order_key, order_direction, query }: LabelListQuery,
): Promise<{ labels: Label[]; count: number }> {
  const hosts = scopeSql(scope, 'h.team_id', 4)
  const direction = order_direction === 'desc' ? 'DESC' : 'ASC'
  const pattern = query === '' ? null : containing(query)
  const rows = await sql<LabelRow>(
    'people',
    `SELECT ${columns(hosts.text)} FROM labels l WHERE ($1::text IS NULL OR l.name ILIKE $1)
     ORDER BY l.kind <> 'builtin', ${orderColumns[order_key]} ${direction}, l.id
     LIMIT $2 OFFSET $3`,
    [pattern, per_page, page * per_page, ...hosts.values],
  )
  const [total] = await sql<{ count: number }>(
    'people',
    'SELECT count(*)::int AS count FROM labels l WHERE ($1::text IS NULL OR l.name ILIKE $1)',
    [pattern],
  )
  return { labels: rows.map(toLabel), count: total?.count ?? 0 }
}

export async function findLabel(scope: TeamScope, id: number): Promise<Label | null> {
  const hosts = scopeSql(scope, 'h.team_id', 2)
  const [row] = await sql<LabelRow>(
    'people',
    `SELECT ${columns(hosts.text)} FROM labels l WHERE l.id = $1`,
    [id, ...hosts.values],
  )
  return row ? toLabel(row) : null
}

export async function insertLabel(tx: Tx, input: LabelInput): Promise<number> {
  const [row] = await tx.sql<{ id: number }>(
    `INSERT INTO labels (name, description, kind, query, platform)
     VALUES ($1, $2, $3::label_kind, $4, $5) RETURNING id`,
    [
      input.name,
      input.description,
      input.query === undefined ? 'manual' : 'sql',
      input.query ?? '',
      input.platform,
    ],
  )
  if (!row) throw new Error('The label was not inserted')
  return row.id
}

const fields = ['name', 'description', 'query', 'platform'] as const

/** Sets the given fields; a change of what it means raises the label's version. */
export async function updateLabel(tx: Tx, id: number, patch: LabelPatch): Promise<void> {
  const { sets, values } = assignments(fields, patch)
  if (patch.query !== undefined || patch.platform !== undefined) sets.push('version = version + 1')
  await tx.sql(`UPDATE labels SET ${[...sets, 'updated_at = now()'].join(', ')} WHERE id = $1`, [
    id,
    ...values,
  ])
}

/** Every host is due for an evaluation at its next read. */
export async function raiseLabelsVersion(tx: Tx): Promise<void> {
  await tx.sql('UPDATE settings SET labels_version = labels_version + 1 WHERE id = 1')
}

/** Makes exactly these hosts the members of a label by hand. Returns ids that name no host. */
export async function replaceMembers(tx: Tx, id: number, hostIds: number[]): Promise<number[]> {
  await tx.sql('DELETE FROM label_verdicts WHERE label_id = $1 AND NOT host_id = ANY($2::int[])', [
    id,
    hostIds,
  ])
  await tx.sql(
    `INSERT INTO label_verdicts (label_id, host_id, member)
     SELECT $1, h.id, true FROM hosts h WHERE h.id = ANY($2::int[]) ORDER BY h.id
     ON CONFLICT (label_id, host_id) DO NOTHING`,
    [id, hostIds],
  )
  const held = await tx.sql<{ host_id: number }>(
    'SELECT host_id FROM label_verdicts WHERE label_id = $1',
    [id],
  )
  const known = new Set(held.map(({ host_id }) => host_id))
  return hostIds.filter((hostId) => !known.has(hostId))
}

/** A label that is not for a platform has no members there, whatever an old verdict says. */
export async function removeForeignMembers(tx: Tx, id: number, platforms: string[]): Promise<void> {
  await tx.sql(
    `DELETE FROM label_verdicts v USING hosts h
     WHERE v.label_id = $1 AND h.id = v.host_id AND NOT h.platform = ANY($2::text[])`,
    [id, platforms],
  )
}

export async function removeLabel(tx: Tx, id: number): Promise<void> {
  await tx.sql('DELETE FROM labels WHERE id = $1', [id])
}
