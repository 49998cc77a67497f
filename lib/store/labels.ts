// Labels and their members.
import { sql, type Tx } from '@/lib/store/db'
import { statusSql } from '@/lib/store/hosts-filter'
import { assignments } from '@/lib/store/patches'
import { scopeSql } from '@/lib/store/scope'
import type {
  Label,
  LabelCoverage,
  LabelInput,
  LabelListQuery,
  LabelPatch,
} from '@/lib/wire/labels'
import { containing } from '@/lib/wire/paging'
import type { TeamScope } from '@/lib/wire/roles'

type LabelRow = Omit<Label, 'created_at' | 'updated_at' | 'evaluated_at'> & {
  created_at: Date
  updated_at: Date
  evaluated_at: Date | null
}

/** Whose labels' users are shown: packs in scope, and the person's own sets. */
export type LabelReader = { hosts: TeamScope; packs: TeamScope; user_id: number }

const named = (rows: string) =>
  `coalesce((SELECT jsonb_agg(jsonb_build_object('id', x.id, 'name', x.name) ORDER BY x.name)
    FROM (${rows}) x), '[]')`

/** Sets of targets that name the label `l`. */
const sets = `target_sets t WHERE t.selected->'labels' @> to_jsonb(l.id)
  OR t.selected->'exclude'->'labels' @> to_jsonb(l.id)`

const packsOf = (scope: string) => `SELECT DISTINCT p.id, p.name FROM pack_targets t
  JOIN packs p ON p.id = t.pack_id WHERE t.kind = 'label' AND t.object_id = l.id AND ${scope}`

/**
 * Labels of `page` with their members in one walk over the memberships of them all, and their users.
 * The scopes are given by `$1` on.
 */
function labelsSql(page: string, reader: LabelReader, first: number) {
  const hosts = scopeSql(reader.hosts, 'h.team_id', first)
  const packs = scopeSql(reader.packs, 'p.team_id', first + hosts.values.length)
  const user = `$${first + hosts.values.length + packs.values.length}::int`
  const all = 'all' in reader.hosts
  const text = `
    WITH page AS (${page}),
    counted AS (
      SELECT v.label_id, (count(*) FILTER (WHERE v.member))::int AS count,
             (count(*) FILTER (WHERE v.version = l.version))::int AS evaluated,
             (count(*) FILTER (WHERE v.error IS NOT NULL))::int AS errors,
             max(v.evaluated_at) AS evaluated_at
        FROM page l JOIN label_verdicts v ON v.label_id = l.id
        ${all ? '' : 'JOIN hosts h ON h.id = v.host_id'} WHERE ${hosts.text} GROUP BY 1)
    SELECT l.id, l.name, l.description,
      CASE WHEN l.kind = 'builtin' THEN 'builtin' ELSE 'regular' END AS label_type,
      CASE WHEN l.kind = 'manual' THEN 'manual' ELSE 'dynamic' END AS label_membership_type,
      l.query, l.platform, l.version, l.created_at, l.updated_at,
      coalesce(c.count, 0) AS count, coalesce(c.evaluated, 0) AS evaluated,
      coalesce(c.errors, 0) AS errors, c.evaluated_at,
      ${named(packsOf(packs.text))} AS packs,
      (SELECT count(*)::int FROM (${packsOf(`(${packs.text}) IS NOT TRUE`)}) x) AS hidden_packs,
      coalesce((SELECT jsonb_agg(jsonb_build_object('id', r.id, 'pack_id', p.id, 'pack', p.name))
        FROM rollouts r JOIN packs p ON p.id = r.pack_id
        WHERE r.label_id = l.id AND r.state IN ('running', 'paused') AND ${packs.text}), '[]')
        AS rollouts,
      ${named(`SELECT t.id, t.name FROM ${sets.replace('WHERE', `WHERE t.user_id = ${user} AND (`)})`)}
        AS target_sets,
      (SELECT count(*)::int FROM ${sets.replace('WHERE', `WHERE t.user_id <> ${user} AND (`)}))
        AS other_target_sets
    FROM page l LEFT JOIN counted c ON c.label_id = l.id ORDER BY l.place`
  return { text, values: [...hosts.values, ...packs.values, reader.user_id] }
}

const toLabel = (row: LabelRow & { version: number }): Label & { version: number } => ({
  ...row,
  evaluated_at: row.evaluated_at?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
})

const orderColumns = { name: 'lower(l.name)', id: 'l.id', created_at: 'l.created_at' } as const

/** A page of labels; counts are of the hosts in scope. */
export async function listLabels(
  reader: LabelReader,
  { page, per_page, order_key, order_direction, query, kind }: LabelListQuery,
): Promise<{ labels: Label[]; count: number }> {
  const direction = order_direction === 'desc' ? 'DESC' : 'ASC'
  const pattern = query === '' ? null : containing(query)
  const order = `array_position(ARRAY['builtin', 'sql', 'manual'], l.kind::text), ${orderColumns[order_key]} ${direction}, l.id`
  const where = `($1::text IS NULL OR l.name ILIKE $1 OR l.description ILIKE $1)
    AND ($2::text IS NULL OR l.kind::text = $2)`
  const { text, values } = labelsSql(
    `SELECT l.*, row_number() OVER (ORDER BY ${order}) AS place FROM labels l WHERE ${where}
     ORDER BY ${order} LIMIT $3 OFFSET $4`,
    reader,
    5,
  )
  const [rows, totals] = await Promise.all([
    sql<LabelRow & { version: number }>('people', text, [
      ...[pattern, kind ?? null, per_page, page * per_page],
      ...values,
    ]),
    sql<{ count: number }>('people', `SELECT count(*)::int AS count FROM labels l WHERE ${where}`, [
      pattern,
      kind ?? null,
    ]),
  ])
  return { labels: rows.map(toLabel), count: totals[0]?.count ?? 0 }
}

export async function findLabel(
  reader: LabelReader,
  id: number,
): Promise<(Label & { version: number }) | null> {
  const { text, values } = labelsSql(
    'SELECT l.*, 1 AS place FROM labels l WHERE l.id = $1',
    reader,
    2,
  )
  const [row] = await sql<LabelRow & { version: number }>('people', text, [id, ...values])
  return row ? toLabel(row) : null
}

/** Hosts in scope of those platforms, by whether the label's present version was evaluated on them. */
export async function findCoverage(
  scope: TeamScope,
  id: number,
  platforms: readonly string[],
): Promise<LabelCoverage> {
  const kept = scopeSql(scope, 'h.team_id', 3)
  const lacking = (what: string) => `(count(*) FILTER (WHERE NOT done AND what = '${what}'))::int`
  const [row] = await sql<LabelCoverage>(
    'people',
    `SELECT count(*)::int AS hosts, (count(*) FILTER (WHERE done))::int AS evaluated,
       ${lacking('online')} AS online, ${lacking('offline')} AS offline,
       ${lacking('missing')} AS missing, ${lacking('new')} AS new
     FROM (SELECT v.host_id IS NOT NULL AS done,
        CASE WHEN ${statusSql} = 'missing' THEN 'missing'
             WHEN h.enrolled_at > now() - interval '24 hours' THEN 'new' ELSE ${statusSql} END AS what
       FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id
       LEFT JOIN label_verdicts v ON v.host_id = h.id AND v.label_id = $1
         AND v.version = (SELECT version FROM labels WHERE id = $1)
      WHERE h.platform = ANY($2::text[]) AND ${kept.text}) hosts`,
    [id, platforms, ...kept.values],
  )
  return row ?? { hosts: 0, evaluated: 0, online: 0, offline: 0, missing: 0, new: 0 }
}

/** Whether there is such a label. */
export async function hasLabel(id: number): Promise<boolean> {
  return (await sql('people', 'SELECT 1 FROM labels WHERE id = $1', [id])).length > 0
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
export async function replaceMembers(
  tx: Tx,
  id: number,
  hostIds: number[],
  authorId: number | null = null,
): Promise<number[]> {
  await tx.sql('DELETE FROM label_verdicts WHERE label_id = $1 AND NOT host_id = ANY($2::int[])', [
    id,
    hostIds,
  ])
  await tx.sql(
    `INSERT INTO label_verdicts (label_id, host_id, member, author_id)
     SELECT $1, h.id, true, $3 FROM hosts h WHERE h.id = ANY($2::int[]) ORDER BY h.id
     ON CONFLICT (label_id, host_id) DO NOTHING`,
    [id, hostIds, authorId],
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
