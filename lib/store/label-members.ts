// Members of labels by hand: added, removed, found by what people call them.

import type { LabelKinds } from '@/lib/store/campaign-targets'
import { sql, type Tx } from '@/lib/store/db'
import { statusSql } from '@/lib/store/hosts-filter'
import { scopeSql } from '@/lib/store/scope'
import type { LabelMember, LabelMembersQuery } from '@/lib/wire/labels'
import { containing } from '@/lib/wire/paging'
import type { TeamScope } from '@/lib/wire/roles'

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
export async function insertMembers(
  tx: Tx,
  id: number,
  hostIds: number[],
  authorId: number | null = null,
): Promise<number[]> {
  const rows = await tx.sql<{ host_id: number }>(
    `INSERT INTO label_verdicts (label_id, host_id, member, author_id)
     SELECT $1, h.id, true, $3 FROM hosts h WHERE h.id = ANY($2::int[]) ORDER BY h.id
     ON CONFLICT (label_id, host_id) DO NOTHING RETURNING host_id`,
    [id, hostIds, authorId],
  )
  return rows.map(({ host_id }) => host_id)
}

type MemberRow = Omit<LabelMember, 'since' | 'evaluated_at'> & {
  since: Date | null
  evaluated_at: Date | null
}

/** SQL over `h`, `v` (its verdict, if any) and `l`: what the label says of the host. */
const stateSql = `CASE WHEN l.kind <> 'sql' AND v.member THEN 'member'
  WHEN l.kind <> 'sql' THEN 'not_member' WHEN v.error IS NOT NULL AND v.version = l.version THEN 'error'
  WHEN v.host_id IS NULL OR v.version <> l.version THEN 'due'
  WHEN v.member THEN 'member' ELSE 'not_member' END`

/** Hosts in scope and what the label says of each: `member` filters by membership, whatever its age. */
export async function listMembers(
  scope: TeamScope,
  labelId: number,
  { page, per_page, query, state, order_direction }: LabelMembersQuery,
  platforms: string[],
): Promise<{ members: LabelMember[]; count: number }> {
  const kept = scopeSql(scope, 'h.team_id', 5)
  const at = (place: number) => `$${4 + kept.values.length + place}`
  const wanted = `CASE $2 WHEN 'member' THEN coalesce(v.member, false) ELSE ${stateSql} = $2 END`
  const from = `FROM hosts h JOIN labels l ON l.id = $1
      LEFT JOIN label_verdicts v ON v.label_id = l.id AND v.host_id = h.id
      LEFT JOIN host_seen s ON s.host_id = h.id LEFT JOIN users u ON u.id = v.author_id
      LEFT JOIN teams t ON t.id = h.team_id
     WHERE ${kept.text} AND (v.member OR h.platform = ANY($4::text[])) AND ${wanted}
       AND ($3::text IS NULL OR h.hostname ILIKE $3 OR h.display_name ILIKE $3 OR h.uuid ILIKE $3
         OR h.hardware_serial ILIKE $3)`
  const pattern = query === '' ? null : containing(query)
  const values = [labelId, state, pattern, platforms, ...kept.values]
  const direction = order_direction === 'desc' ? 'DESC' : 'ASC'
  const [rows, totals] = await Promise.all([
    sql<MemberRow>(
      'people',
      `SELECT jsonb_build_object('id', h.id, 'hostname', h.hostname, 'display_name',
           coalesce(nullif(h.display_name, ''), nullif(h.hostname, ''), 'host ' || h.id)) AS host,
         h.platform, ${statusSql} AS status, t.name AS team_name,
         coalesce(v.member, false) AS member, ${stateSql} AS state,
         CASE WHEN v.member THEN v.since END AS since, v.evaluated_at, v.version,
         coalesce(v.version = l.version, false) AS current, v.error, u.name AS author
       ${from} ORDER BY lower(h.hostname) ${direction}, h.id LIMIT ${at(1)} OFFSET ${at(2)}`,
      [...values, per_page, page * per_page],
    ),
    sql<{ count: number }>('people', `SELECT count(*)::int AS count ${from}`, values),
  ])
  const members = rows.map((row) => ({
    ...row,
    since: row.since?.toISOString() ?? null,
    evaluated_at: row.evaluated_at?.toISOString() ?? null,
  }))
  return { members, count: totals[0]?.count ?? 0 }
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
