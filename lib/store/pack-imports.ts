// What an import must know of packs and library queries that are there already, and the locks under
// which it saves. Names only: whoever calls decides what the viewer may see of it.
import { sql, type Tx } from '@/lib/store/db'

export type HeldPack = {
  id: number
  name: string
  team_id: number | null
  revision: number
  disabled: boolean
  description: string
}

export type HeldQuery = {
  id: number
  name: string
  team_id: number | null
  query: string
  description: string
  platform: string
  observer_can_run: boolean
  /** Packs that schedule it. */
  packs: number
  /** Changes with every save. */
  state: string
}

/** All packs, without what they hold. */
export function listHeldPacks(): Promise<HeldPack[]> {
  return sql('people', 'SELECT id, name, team_id, revision, disabled, description FROM packs')
}

const queryState = "q.id || '@' || extract(epoch FROM q.updated_at)"

/** Library queries that a pack of the team may schedule, a team's own after the fleet's. */
export function listHeldQueries(teamId: number | null): Promise<HeldQuery[]> {
  return sql(
    'people',
    `SELECT q.id, q.name, q.team_id, q.query, q.description, q.platform, q.observer_can_run,
       (SELECT count(DISTINCT s.pack_id)::int FROM pack_queries s WHERE s.query_id = q.id) AS packs,
       ${queryState} AS state
     FROM queries q WHERE q.team_id IS NULL OR q.team_id = $1
     ORDER BY q.team_id NULLS FIRST, q.id`,
    [teamId],
  )
}

/** Full names that other packs' queries have: what agents would report under one name. */
export function findFullNames(
  fullNames: string[],
): Promise<{ full_name: string; pack_id: number; pack: string; team_id: number | null }[]> {
  return sql(
    'people',
    `SELECT p.name || '/' || q.name AS full_name, p.id AS pack_id, p.name AS pack, p.team_id
     FROM pack_queries q JOIN packs p ON p.id = q.pack_id
     WHERE p.name || '/' || q.name = ANY($1::text[])`,
    [fullNames],
  )
}

type LockedState = { name: string; state: string }

/** Holds what an import looked at until the transaction ends, and tells in which state it is. */
export async function lockImported(
  tx: Tx,
  { packs, queries, teamId }: { packs: string[]; queries: string[]; teamId: number | null },
): Promise<{ packs: LockedState[]; queries: LockedState[] }> {
  const lockedPacks = await tx.sql<LockedState>(
    `SELECT name, id || '.' || revision AS state FROM packs
     WHERE name = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE`,
    [packs],
  )
  const lockedQueries = await tx.sql<LockedState>(
    `SELECT q.name, ${queryState} AS state FROM queries q
     WHERE q.name = ANY($1::text[]) AND (q.team_id IS NULL OR q.team_id = $2)
     ORDER BY q.id FOR NO KEY UPDATE`,
    [queries, teamId],
  )
  return { packs: lockedPacks, queries: lockedQueries }
}

/** The fields of a pack that a file can say. */
export async function updateImported(
  tx: Tx,
  id: number,
  pack: {
    description: string
    platform: string
    version: string
    shard: number | null
    discovery: string[]
    extra: Record<string, unknown>
  },
): Promise<void> {
  await tx.sql(
    `UPDATE packs SET description = $2, platform = $3, version = $4, shard = $5, discovery = $6,
       extra = $7, updated_at = now() WHERE id = $1`,
    [
      id,
      pack.description,
      pack.platform,
      pack.version,
      pack.shard,
      pack.discovery,
      JSON.stringify(pack.extra),
    ],
  )
}

/** Ids of labels and teams by their names; several names may be unknown. */
export async function findTargetIds(
  names: { labels: string[]; teams: string[] },
  tx?: Tx,
): Promise<{ labels: Map<string, number>; teams: Map<string, number> }> {
  const ask = <Row>(text: string, values: unknown[]) =>
    tx ? tx.sql<Row>(text, values) : sql<Row>('people', text, values)
  const find = async (table: 'labels' | 'teams', wanted: string[]) => {
    const text = `SELECT id, name FROM ${table} WHERE name = ANY($1::text[])`
    const rows = await ask<{ id: number; name: string }>(text, [wanted])
    return new Map(rows.map(({ id, name }) => [name, id]))
  }
  return { labels: await find('labels', names.labels), teams: await find('teams', names.teams) }
}

/** Whether a host was ever served one of these revisions or a later one. */
export async function findServed(
  tx: Tx,
  packs: { id: number; revision: number }[],
): Promise<number[]> {
  const rows = await tx.sql<{ pack_id: number }>(
    `SELECT DISTINCT r.pack_id FROM rendering_packs r
     JOIN jsonb_to_recordset($1::jsonb) AS p(id int, revision int)
       ON p.id = r.pack_id AND r.revision >= p.revision`,
    [JSON.stringify(packs)],
  )
  return rows.map(({ pack_id }) => pack_id)
}

/** In which state library queries are, by id. */
export async function findQueryStates(ids: number[], tx?: Tx): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const text = `SELECT q.id, ${queryState} AS state FROM queries q WHERE q.id = ANY($1::int[])`
  type Row = { id: number; state: string }
  const rows = tx ? await tx.sql<Row>(text, [ids]) : await sql<Row>('people', text, [ids])
  return new Map(rows.map(({ id, state }) => [id, state]))
}

/** The library queries that a pack schedules. */
export function listLibraryOf(packId: number): Promise<HeldQuery[]> {
  return sql(
    'people',
    `SELECT q.id, q.name, q.team_id, q.query, q.description, q.platform, q.observer_can_run,
       0 AS packs, ${queryState} AS state
     FROM queries q WHERE q.id IN (SELECT query_id FROM pack_queries WHERE pack_id = $1)
     ORDER BY q.team_id NULLS FIRST, q.name, q.id`,
    [packId],
  )
}

/** The names of the labels whose hosts a pack leaves out. */
export async function listExcludedLabels(packId: number): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    'people',
    `SELECT l.name FROM pack_targets t JOIN labels l ON l.id = t.object_id
     WHERE t.pack_id = $1 AND t.kind = 'label' AND t.exclude ORDER BY l.name`,
    [packId],
  )
  return rows.map(({ name }) => name)
}

/** The unknown keys that a pack had in a revision. */
export async function findRevisionExtra(
  tx: Tx,
  packId: number,
  number: number,
): Promise<Record<string, unknown>> {
  const [row] = await tx.sql<{ extra: Record<string, unknown> | null }>(
    "SELECT content->'extra' AS extra FROM pack_revisions WHERE pack_id = $1 AND number = $2",
    [packId, number],
  )
  return row?.extra ?? {}
}
