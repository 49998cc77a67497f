// Saved queries.
import { sql, type Tx } from '@/lib/store/db'
import { assignments } from '@/lib/store/patches'
import { scopeSql } from '@/lib/store/scope'
import type { QueryInput, QueryPatch, queryOrderKeys, SavedQuery } from '@/lib/wire/queries'
import type { TeamScope } from '@/lib/wire/roles'

/** Packs with their teams: the caller leaves out those that the viewer does not see. */
export type StoredQuery = Omit<SavedQuery, 'packs' | 'packs_count'> & {
  packs: { id: number; name: string; team_id: number | null }[]
}
type QueryRow = Omit<StoredQuery, 'saved' | 'created_at' | 'updated_at'> & {
  created_at: Date
  updated_at: Date
}

const columns = `
  q.id, q.team_id, q.name, q.description, q.query, q.platform, q.observer_can_run, q.author_id,
  coalesce(q.tags, '{}') AS tags, q.parameters,
  coalesce(u.name, '') AS author_name, coalesce(u.email, '') AS author_email,
  coalesce((SELECT jsonb_agg(DISTINCT jsonb_build_object('id', p.id, 'name', p.name,
      'team_id', p.team_id))
    FROM pack_queries s JOIN packs p ON p.id = s.pack_id WHERE s.query_id = q.id), '[]') AS packs,
  q.created_at, q.updated_at`
const from = 'FROM queries q LEFT JOIN users u ON u.id = q.author_id'

const toQuery = (row: QueryRow): StoredQuery => ({
  ...row,
  saved: true,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
})

const orderColumns = {
  name: 'q.name',
  id: 'q.id',
  created_at: 'q.created_at',
  updated_at: 'q.updated_at',
} as const

export type QueryListing = {
  page: number
  per_page: number
  order_key: (typeof queryOrderKeys)[number]
  order_direction: 'asc' | 'desc'
  query: string
  platform: string
  team_id: number | null
  tag?: string
  merge_inherited?: boolean
  /** Only those that observers may run. */
  observer_can_run?: boolean
}

/** Name, description, tags or SQL; the text stands in one of them as it is. */
const found = `($1 = '' OR strpos(lower(q.name || E'\\n' || q.description || E'\\n' || q.query), lower($1)) > 0
  OR EXISTS (SELECT 1 FROM unnest(q.tags) AS t(tag) WHERE strpos(t.tag, lower($1)) > 0))`

/** Queries of the whole fleet and of the teams in scope. */
export async function listQueries(
  scope: TeamScope,
  listing: QueryListing,
): Promise<{ queries: StoredQuery[]; count: number; inherited: number }> {
  const direction = listing.order_direction === 'desc' ? 'DESC' : 'ASC'
  const kept = scopeSql(scope, 'q.team_id', 7)
  const where = `WHERE ${found}
    AND ($2 = '' OR q.platform = '' OR strpos(q.platform, $2) > 0)
    AND ($3::int IS NULL OR q.team_id = $3 OR ($4 AND q.team_id IS NULL))
    AND ($5 = '' OR $5 = ANY(q.tags)) AND (NOT $6 OR q.observer_can_run) AND ${kept.text}`
  const { query, platform, team_id, merge_inherited = false, tag = '' } = listing
  const { observer_can_run = false } = listing
  const asked = [query, platform, team_id, merge_inherited, tag, observer_can_run]
  const values = [...asked, ...kept.values]
  const rows = await sql<QueryRow>(
    'people',
    `SELECT ${columns} ${from} ${where}
     ORDER BY ${orderColumns[listing.order_key]} ${direction}, q.id
     LIMIT $${values.length + 1} OFFSET $${values.length + 2}`,
    [...values, listing.per_page, listing.page * listing.per_page],
  )
  const [total] = await sql<{ count: number; inherited: number }>(
    'people',
    `SELECT count(*)::int AS count, (count(*) FILTER (WHERE q.team_id IS NULL))::int AS inherited
     FROM queries q ${where}`,
    values,
  )
  const inherited = merge_inherited && team_id !== null ? (total?.inherited ?? 0) : 0
  return { queries: rows.map(toQuery), count: total?.count ?? 0, inherited }
}

export async function findQuery(id: number): Promise<StoredQuery | null> {
  const [row] = await sql<QueryRow>('people', `SELECT ${columns} ${from} WHERE q.id = $1`, [id])
  return row ? toQuery(row) : null
}

export async function findQueryIdsByName(name: string): Promise<number[]> {
  const rows = await sql<{ id: number }>(
    'people',
    'SELECT id FROM queries WHERE name = $1 ORDER BY team_id NULLS FIRST',
    [name],
  )
  return rows.map(({ id }) => id)
}

export async function insertQuery(
  tx: Tx,
  query: Omit<QueryInput, 'tags' | 'parameters'> & Partial<Pick<QueryInput, 'tags' | 'parameters'>>,
  authorId: number | null,
): Promise<number> {
  const [row] = await tx.sql<{ id: number }>(
    `INSERT INTO queries (name, description, query, platform, observer_can_run, author_id, team_id,
       tags, parameters)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
    [
      query.name,
      query.description,
      query.query,
      query.platform,
      query.observer_can_run,
      authorId,
      query.team_id,
      query.tags ?? [],
      JSON.stringify(query.parameters ?? []),
    ],
  )
  if (!row) throw new Error('The query was not inserted')
  return row.id
}

const fields = [
  'name',
  'description',
  'query',
  'platform',
  'observer_can_run',
  'tags',
  'parameters',
] as const

export async function updateQuery(tx: Tx, id: number, patch: QueryPatch): Promise<void> {
  const { parameters, ...rest } = patch
  const held = parameters === undefined ? {} : { parameters: JSON.stringify(parameters) }
  const { sets, values } = assignments(fields, { ...rest, ...held })
  await tx.sql(`UPDATE queries SET ${[...sets, 'updated_at = now()'].join(', ')} WHERE id = $1`, [
    id,
    ...values,
  ])
}

export async function removeQuery(tx: Tx, id: number): Promise<void> {
  await tx.sql('DELETE FROM queries WHERE id = $1', [id])
}

/** The packs that schedule a saved query. */
export async function listPackIdsOfQuery(tx: Tx, id: number): Promise<number[]> {
  const rows = await tx.sql<{ pack_id: number }>(
    'SELECT DISTINCT pack_id FROM pack_queries WHERE query_id = $1',
    [id],
  )
  return rows.map(({ pack_id }) => pack_id)
}

/** Which of these saved queries there are, with teams and SQL that hold until the transaction ends. */
export async function listSavedForPacks(
  tx: Tx,
  ids: number[],
): Promise<Map<number, { team_id: number | null; query: string }>> {
  const rows = await tx.sql<{ id: number; team_id: number | null; query: string }>(
    'SELECT id, team_id, query FROM queries WHERE id = ANY($1::int[]) ORDER BY id FOR SHARE',
    [ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}
