// Packs, their targets and their scheduled queries. Every write of content goes through a transaction
// that also writes a revision and raises the configuration version (see domain/packs).
import { sql, type Tx } from '@/lib/store/db'
import { assignments } from '@/lib/store/patches'
import { scopeSql } from '@/lib/store/scope'
import type { PlainObject } from '@/lib/wire/pack-file-shape'
import type { Pack, PackInput, packOrderKeys, ScheduledQuery } from '@/lib/wire/packs'
import type { TeamScope } from '@/lib/wire/roles'

type PackRow = Omit<Pack, 'type' | 'created_at' | 'updated_at'> & {
  created_at: Date
  updated_at: Date
}

const targetList = (kind: string, table: string, shown: string, exclude: boolean) =>
  `coalesce((SELECT jsonb_agg(jsonb_build_object('id', t.object_id, 'name', o.${shown})
      ORDER BY o.${shown}, t.object_id) FROM pack_targets t JOIN ${table} o ON o.id = t.object_id
    WHERE t.pack_id = p.id AND t.kind = '${kind}' AND t.exclude = ${exclude}), '[]')`

const packColumns = `
  p.id, p.name, p.description, p.platform, p.version, p.shard, coalesce(p.discovery, '{}') AS discovery,
  p.disabled, p.team_id,
  p.label_match, coalesce(p.tags, '{}') AS tags, p.revision, coalesce(p.released, p.revision) AS released,
  p.created_at, p.updated_at,
  (SELECT jsonb_build_object('id', o.id, 'from', o."from", 'to', o."to", 'share', o.share,
      'label_id', o.label_id, 'state', o.state, 'reason', o.reason)
    FROM rollouts o WHERE o.pack_id = p.id AND o.state IN ('running', 'paused')) AS rollout,
  (SELECT u.name FROM pack_revisions r JOIN users u ON u.id = r.author_id
    WHERE r.pack_id = p.id AND r.number = p.revision) AS changed_by,
  ${targetList('label', 'labels', 'name', false)} AS labels,
  ${targetList('host', 'hosts', 'display_name', false)} AS hosts,
  ${targetList('team', 'teams', 'name', false)} AS teams,
  coalesce((SELECT array_agg(object_id ORDER BY object_id) FROM pack_targets
    WHERE pack_id = p.id AND kind = 'label' AND exclude), '{}') AS exclude_label_ids,
  coalesce((SELECT array_agg(object_id ORDER BY object_id) FROM pack_targets
    WHERE pack_id = p.id AND kind = 'host' AND exclude), '{}') AS exclude_host_ids,
  (SELECT count(*)::int FROM pack_queries q WHERE q.pack_id = p.id) AS query_count`

const idsOf = (list: { id: number }[]) => list.map(({ id }) => id)

function toPack(row: PackRow): Pack {
  return {
    ...row,
    type: null,
    label_ids: idsOf(row.labels),
    host_ids: idsOf(row.hosts),
    team_ids: idsOf(row.teams),
    total_hosts_count: 0,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}

const orderColumns = {
  name: 'p.name',
  id: 'p.id',
  created_at: 'p.created_at',
  updated_at: 'p.updated_at',
} as const

export type PackListing = {
  page: number
  per_page: number
  order_key: (typeof packOrderKeys)[number]
  order_direction: 'asc' | 'desc'
  query: string
}

/** Packs of the whole fleet and of the teams in scope. */
export async function listPacks(
  scope: TeamScope,
  { page, per_page, order_key, order_direction, query }: PackListing,
): Promise<{ packs: Pack[]; count: number }> {
  const direction = order_direction === 'desc' ? 'DESC' : 'ASC'
  const kept = scopeSql(scope, 'p.team_id', 2)
  const where = `WHERE ($1 = '' OR strpos(lower(p.name), lower($1)) > 0) AND ${kept.text}`
  const values = [query, ...kept.values]
  const rows = await sql<PackRow>(
    'people',
    `SELECT ${packColumns} FROM packs p ${where}
     ORDER BY ${orderColumns[order_key]} ${direction}, p.id
     LIMIT $${values.length + 1} OFFSET $${values.length + 2}`,
    [...values, per_page, page * per_page],
  )
  const [total] = await sql<{ count: number }>(
    'people',
    `SELECT count(*)::int AS count FROM packs p ${where}`,
    values,
  )
  return { packs: rows.map(toPack), count: total?.count ?? 0 }
}

/** One pack, whoever owns it: the caller authorises on its `team_id`. */
export async function findPack(id: number): Promise<Pack | null> {
  const [row] = await sql<PackRow>('people', `SELECT ${packColumns} FROM packs p WHERE p.id = $1`, [
    id,
  ])
  return row ? toPack(row) : null
}

/** Those packs in the order of the ids; one that is gone is left out. */
export async function findPacks(ids: number[]): Promise<Pack[]> {
  const rows = await sql<PackRow>(
    'people',
    `SELECT ${packColumns} FROM packs p WHERE p.id = ANY($1::int[])`,
    [ids],
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [toPack(row)] : []
  })
}

export async function findPackIdByName(name: string): Promise<number | null> {
  const [row] = await sql<{ id: number }>('people', 'SELECT id FROM packs WHERE name = $1', [name])
  return row?.id ?? null
}

/** The keys of an imported pack that Muster has no field for. */
export async function findPackExtra(id: number): Promise<PlainObject> {
  const [row] = await sql<{ extra: PlainObject }>(
    'people',
    'SELECT extra FROM packs WHERE id = $1',
    [id],
  )
  return row?.extra ?? {}
}

const scheduledColumns = `
  q.id, q.pack_id, q.name, q.query_id, coalesce(s.name, q.name) AS query_name,
  coalesce(q.query, s.query) AS query, q.description, q.interval, q.snapshot, q.removed, q.denylist,
  q.platform, q.version, q.shard`

/** The queries of a pack, in their order. */
export function listScheduled(packId: number): Promise<ScheduledQuery[]> {
  return sql<ScheduledQuery>(
    'people',
    `SELECT ${scheduledColumns} FROM pack_queries q LEFT JOIN queries s ON s.id = q.query_id
     WHERE q.pack_id = $1 ORDER BY q.position, q.id`,
    [packId],
  )
}

export async function findScheduled(id: number): Promise<ScheduledQuery | null> {
  const [row] = await sql<ScheduledQuery>(
    'people',
    `SELECT ${scheduledColumns} FROM pack_queries q LEFT JOIN queries s ON s.id = q.query_id
     WHERE q.id = $1`,
    [id],
  )
  return row ?? null
}

type PackColumns = Pick<
  PackInput,
  | 'name'
  | 'description'
  | 'platform'
  | 'version'
  | 'shard'
  | 'discovery'
  | 'disabled'
  | 'label_match'
  | 'team_id'
> & { tags?: string[]; extra?: Record<string, unknown> }

export async function insertPack(tx: Tx, pack: PackColumns): Promise<number> {
  const [row] = await tx.sql<{ id: number }>(
    `INSERT INTO packs (name, description, platform, version, shard, discovery, disabled,
       label_match, team_id, extra, tags)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
    [
      pack.name,
      pack.description,
      pack.platform,
      pack.version,
      pack.shard,
      pack.discovery,
      pack.disabled,
      pack.label_match,
      pack.team_id,
      JSON.stringify(pack.extra ?? {}),
      pack.tags ?? [],
    ],
  )
  if (!row) throw new Error('The pack was not inserted')
  return row.id
}

const packFields = [
  'name',
  'description',
  'platform',
  'version',
  'shard',
  'discovery',
  'disabled',
  'label_match',
  'tags',
] as const

/** Sets the given columns; names come from the list above, never from outside. */
export async function updatePack(
  tx: Tx,
  id: number,
  patch: { [Field in (typeof packFields)[number]]?: PackInput[Field] | undefined },
): Promise<void> {
  const { sets, values } = assignments(packFields, patch)
  await tx.sql(`UPDATE packs SET ${[...sets, 'updated_at = now()'].join(', ')} WHERE id = $1`, [
    id,
    ...values,
  ])
}

export async function removePack(tx: Tx, id: number): Promise<void> {
  await tx.sql('DELETE FROM packs WHERE id = $1', [id])
}

export type TargetColumn = { kind: 'label' | 'host' | 'team'; exclude: boolean; ids: number[] }

/** Replaces one kind of target. Ids that do not exist are returned, and nothing is written for them. */
export async function replaceTargets(
  tx: Tx,
  packId: number,
  { kind, exclude, ids }: TargetColumn,
): Promise<number[]> {
  const table = { label: 'labels', host: 'hosts', team: 'teams' }[kind]
  await tx.sql(
    'DELETE FROM pack_targets WHERE pack_id = $1 AND kind = $2::target_kind AND exclude = $3',
    [packId, kind, exclude],
  )
  const held = await tx.sql<{ id: number }>(
    `INSERT INTO pack_targets (pack_id, kind, object_id, exclude)
     SELECT $1, $2::target_kind, o.id, $3 FROM ${table} o WHERE o.id = ANY($4::int[])
     ON CONFLICT (pack_id, kind, object_id) DO UPDATE SET exclude = EXCLUDED.exclude
     RETURNING object_id AS id`,
    [packId, kind, exclude, ids],
  )
  const known = new Set(idsOf(held))
  return ids.filter((id) => !known.has(id))
}
