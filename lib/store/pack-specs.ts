// Packs, queries and labels as specs: everything by name, within what the reader may see.
import { sql, type Tx } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { LabelSpecReply, PackSpecReply, QuerySpecReply } from '@/lib/wire/pack-specs'
import type { SavedQuery } from '@/lib/wire/queries'
import type { TeamScope } from '@/lib/wire/roles'

const targets = (kind: string, table: string, exclude: boolean, within = 'true') =>
  `coalesce((SELECT jsonb_agg(o.name ORDER BY o.name) FROM pack_targets t
     JOIN ${table} o ON o.id = t.object_id AND ${within}
     WHERE t.pack_id = p.id AND t.kind = '${kind}' AND t.exclude = ${exclude}), '[]')`

/** All packs in scope, or the one of that name; of the teams among their targets, those in scope. */
export function listPackSpecs(
  { packs, teams }: { packs: TeamScope; teams: TeamScope },
  name: string | null,
): Promise<PackSpecReply[]> {
  const kept = scopeSql(packs, 'p.team_id', 2)
  const seen = scopeSql(teams, 'o.id', 2 + kept.values.length)
  return sql(
    'people',
    `SELECT p.id, p.name, p.description, p.platform, p.disabled, p.version, p.shard,
       coalesce(p.discovery, '{}') AS discovery, coalesce(p.tags, '{}') AS tags,
       jsonb_build_object('labels', ${targets('label', 'labels', false)},
         'teams', ${targets('team', 'teams', false, seen.text)},
         'exclude_labels', ${targets('label', 'labels', true)},
         'label_match', p.label_match) AS targets,
       coalesce((SELECT jsonb_agg(jsonb_build_object('query', coalesce(s.name, q.name),
           'name', q.name, 'description', q.description, 'interval', q.interval,
           'snapshot', q.snapshot, 'removed', q.removed, 'denylist', q.denylist,
           'platform', q.platform, 'version', q.version, 'shard', q.shard, 'value', q.value)
           || CASE WHEN q.query_id IS NULL THEN jsonb_build_object('sql', q.query) ELSE '{}' END
         ORDER BY q.position, q.id)
         FROM pack_queries q LEFT JOIN queries s ON s.id = q.query_id
         WHERE q.pack_id = p.id), '[]') AS queries
     FROM packs p WHERE ($1::text IS NULL OR p.name = $1) AND ${kept.text} ORDER BY p.name`,
    [name, ...kept.values, ...seen.values],
  )
}

/** Library queries in scope, or those of that name, the fleet's own first. */
export function listQuerySpecs(scope: TeamScope, name: string | null): Promise<QuerySpecReply[]> {
  const kept = scopeSql(scope, 'q.team_id', 2)
  return sql(
    'people',
    `SELECT q.name, q.description, q.query, coalesce(t.name, '') AS team, q.platform,
       q.observer_can_run, coalesce(q.tags, '{}') AS tags, q.parameters, 0 AS interval
     FROM queries q LEFT JOIN teams t ON t.id = q.team_id
     WHERE ($1::text IS NULL OR q.name = $1) AND ${kept.text}
     ORDER BY q.name, q.team_id NULLS FIRST`,
    [name, ...kept.values],
  )
}

/** Labels, those by hand with their hosts in scope: by hostname, or uuid where that is not one host. */
export async function listLabelSpecs(
  scope: TeamScope,
  name: string | null,
): Promise<LabelSpecReply[]> {
  const kept = scopeSql(scope, 'h.team_id', 2)
  const rows = await sql<Omit<LabelSpecReply, 'hosts'> & { hosts: string[] | null }>(
    'people',
    `WITH single AS (SELECT hostname FROM hosts GROUP BY hostname HAVING count(*) = 1)
     SELECT l.id, l.name, l.description, l.query, l.platform,
       CASE WHEN l.kind = 'builtin' THEN 'builtin' ELSE 'regular' END AS label_type,
       CASE WHEN l.kind = 'manual' THEN 'manual' ELSE 'dynamic' END AS label_membership_type,
       CASE WHEN l.kind = 'manual' THEN coalesce((
         SELECT array_agg(CASE WHEN s.hostname IS NULL OR h.hostname = '' THEN h.uuid
           ELSE h.hostname END ORDER BY h.id)
         FROM label_verdicts v JOIN hosts h ON h.id = v.host_id
         LEFT JOIN single s ON s.hostname = h.hostname
         WHERE v.label_id = l.id AND v.member AND ${kept.text}), '{}') END AS hosts
     FROM labels l WHERE ($1::text IS NULL OR l.name = $1) ORDER BY l.name`,
    [name, ...kept.values],
  )
  return rows.map(({ hosts, ...label }) => (hosts === null ? label : { ...label, hosts }))
}

/** Hosts in scope by uuid, serial, host identifier or hostname; a name of several hosts is all of them. */
export async function findHostsByNames(
  tx: Tx,
  scope: TeamScope,
  names: string[],
): Promise<Map<string, number[]>> {
  const kept = scopeSql(scope, 'h.team_id', 2)
  const rows = await tx.sql<{ name: string; id: number }>(
    `SELECT DISTINCT n.name, h.id FROM unnest($1::text[]) AS n(name)
     JOIN hosts h ON n.name IN (h.uuid, h.hardware_serial, h.host_identifier, h.hostname)
     WHERE ${kept.text} ORDER BY h.id`,
    [names, ...kept.values],
  )
  const found = new Map<string, number[]>()
  for (const { name, id } of rows) found.set(name, [...(found.get(name) ?? []), id])
  return found
}

export type HeldLabel = {
  id: number
  name: string
  kind: 'builtin' | 'sql' | 'manual'
  query: string
  platform: string
  description: string
}

/** The labels of these names, held until the transaction ends. */
export function lockLabels(tx: Tx, names: string[]): Promise<HeldLabel[]> {
  return tx.sql(
    `SELECT id, name, kind, query, platform, description FROM labels
     WHERE name = ANY($1::text[]) ORDER BY id FOR UPDATE`,
    [names],
  )
}

/** Library queries of these names, of whatever team. */
export function findQueriesByNames(
  tx: Tx,
  names: string[],
): Promise<Pick<SavedQuery, 'id' | 'name' | 'team_id' | 'query' | 'parameters'>[]> {
  return tx.sql(
    `SELECT id, name, team_id, query, parameters FROM queries WHERE name = ANY($1::text[])
     ORDER BY team_id NULLS FIRST, id`,
    [names],
  )
}

/** Packs of these names. */
export function findPacksByNames(
  tx: Tx,
  names: string[],
): Promise<{ id: number; name: string; team_id: number | null }[]> {
  return tx.sql('SELECT id, name, team_id FROM packs WHERE name = ANY($1::text[])', [names])
}

/** The queries that a pack has, by name: what a spec keeps of them. */
export async function findSpecQueries(
  tx: Tx,
  packId: number,
): Promise<Map<string, { id: number; value: string }>> {
  const rows = await tx.sql<{ id: number; name: string; value: string }>(
    'SELECT id, name, value FROM pack_queries WHERE pack_id = $1',
    [packId],
  )
  return new Map(rows.map(({ id, name, value }) => [name, { id, value }]))
}
