// Facts of saved queries that their own rows do not hold: when they last ran. Also acts on
// many of them.
import { sql, type Tx } from '@/lib/store/db'
import { scopeSql } from '@/lib/store/scope'
import type { TeamScope } from '@/lib/wire/roles'

/**
 * When each was last asked live of hosts in scope, or last brought rows from them by a pack within seven
 * days.
 */
export async function listLastRuns(ids: number[], scope: TeamScope): Promise<Map<number, Date>> {
  const within = scopeSql(scope, 'h.team_id', 2)
  const ofSeen = (hosts: string) =>
    'all' in scope ? 'true' : `EXISTS (${hosts} AND ${within.text})`
  const asked = ofSeen(`SELECT 1 FROM campaign_hosts x JOIN hosts h ON h.id = x.host_id
    WHERE x.campaign_id = c.id`)
  const reported = ofSeen('SELECT 1 FROM hosts h WHERE h.id = l.host_id')
  const rows = await sql<{ id: number; at: Date | null }>(
    'people',
    `SELECT q.id, greatest(
       (SELECT max(c.created_at) FROM campaigns c WHERE c.query_id = q.id AND ${asked}),
       (SELECT max(r.received_at) FROM pack_queries s, LATERAL (SELECT l.received_at
          FROM result_lines l WHERE l.pack_query_id = s.id AND NOT l.unsolicited
            AND l.received_at > now() - interval '7 days' AND ${reported}
          ORDER BY l.received_at DESC LIMIT 1) r
        WHERE s.query_id = q.id)) AS at
     FROM queries q WHERE q.id = ANY($1::int[])`,
    [ids, ...within.values],
  )
  return new Map(rows.flatMap(({ id, at }) => (at ? [[id, at]] : [])))
}

export type LockedQuery = {
  id: number
  name: string
  team_id: number | null
  packs: { id: number; name: string; team_id: number | null }[]
}

/** Locks those queries until the transaction ends; ids that name nothing are left out. */
export async function listQueriesLocked(tx: Tx, ids: number[]): Promise<LockedQuery[]> {
  return tx.sql<LockedQuery>(
    `SELECT q.id, q.name, q.team_id, coalesce((SELECT jsonb_agg(DISTINCT jsonb_build_object(
         'id', p.id, 'name', p.name, 'team_id', p.team_id))
       FROM pack_queries s JOIN packs p ON p.id = s.pack_id WHERE s.query_id = q.id), '[]') AS packs
     FROM queries q WHERE q.id = ANY($1::int[]) ORDER BY q.id FOR UPDATE OF q`,
    [ids],
  )
}

export async function removeQueries(tx: Tx, ids: number[]): Promise<void> {
  await tx.sql('DELETE FROM queries WHERE id = ANY($1::int[])', [ids])
}

/** The names in one team, or in none, that begin so. */
export async function listTakenQueryNames(
  tx: Tx,
  stem: string,
  teamId: number | null,
): Promise<string[]> {
  const rows = await tx.sql<{ name: string }>(
    'SELECT name FROM queries WHERE starts_with(name, $1) AND team_id IS NOT DISTINCT FROM $2::int',
    [stem, teamId],
  )
  return rows.map(({ name }) => name)
}
