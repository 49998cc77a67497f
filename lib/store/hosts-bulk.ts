// Many hosts in one statement each: for acts on a selection. Rows are locked in the order of their
// ids, so that two such acts never wait for each other in a ring.
import type { TargetSet } from '@/lib/store/campaign-targets'
import { sql, type Tx } from '@/lib/store/db'
import { hostsSource, hostsWhere, statusSql } from '@/lib/store/hosts-filter'
import type { HostFilter } from '@/lib/wire/hosts'
import type { TeamScope } from '@/lib/wire/roles'

/** Ids of every host in scope that the filter leaves, in order. */
export async function listHostIds(
  scope: TeamScope,
  filter: HostFilter,
  set?: TargetSet,
): Promise<number[]> {
  const where = hostsWhere(scope, filter, set)
  const [row] = await sql<{ ids: number[] | null }>(
    'people',
    `SELECT json_agg(h.id ORDER BY h.id) AS ids ${hostsSource} WHERE ${where.text}`,
    where.values,
  )
  return row?.ids ?? []
}

export type LockedHost = { id: number; team_id: number | null; name: string; online: boolean }

/** Hosts that exist, locked until the transaction ends against changes, not against being named. */
export function lockHosts(tx: Tx, ids: readonly number[]): Promise<LockedHost[]> {
  return tx.sql(
    `SELECT h.id, h.team_id, coalesce(nullif(h.display_name, ''), h.hostname) AS name,
       ${statusSql} = 'online' AS online
     FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id
     WHERE h.id = ANY($1::int[]) ORDER BY h.id FOR NO KEY UPDATE OF h`,
    [ids],
  )
}

/** Those of the hosts that are members of the label by hand. */
export async function listMembersAmong(
  tx: Tx,
  labelId: number,
  ids: readonly number[],
): Promise<Set<number>> {
  const rows = await tx.sql<{ host_id: number }>(
    `SELECT host_id FROM label_verdicts
     WHERE label_id = $1 AND member AND host_id = ANY($2::int[])`,
    [labelId, ids],
  )
  return new Set(rows.map(({ host_id }) => host_id))
}

/** Moves hosts, and notes on each from where to where and by whom. */
export async function updateHostsTeam(
  tx: Tx,
  hosts: readonly LockedHost[],
  { team_id, by }: { team_id: number | null; by: string },
): Promise<void> {
  const ids = hosts.map(({ id }) => id)
  await tx.sql('UPDATE hosts SET team_id = $2 WHERE id = ANY($1::int[])', [ids, team_id])
  await tx.sql(
    `INSERT INTO host_events (host_id, kind, details)
     SELECT u.id, 'transferred', jsonb_build_object('from', f.name, 'to', t.name, 'by', $4::text)
       FROM unnest($1::int[], $2::int[]) AS u(id, was)
       LEFT JOIN teams f ON f.id = u.was LEFT JOIN teams t ON t.id = $3::int`,
    [ids, hosts.map((host) => host.team_id), team_id, by],
  )
}

export async function updateRefetch(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.sql('UPDATE hosts SET refetch_requested_at = now() WHERE id = ANY($1::int[])', [ids])
}

/** Tables of which a host's rows go with it at once; its stored lines follow in their own time. */
const ownTables = [
  'host_renderings',
  'host_schedules',
  'host_events',
  'query_hosts',
  'result_bases',
] as const

/**
 * Deletes hosts with their keys, memberships and all that is known of them. Their lines are no longer
 * shown from then on, and go when `removeLinesOfRemoved` comes to them. Campaigns keep their counts.
 */
export async function removeHosts(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.sql(
    `INSERT INTO removed_hosts (host_id) SELECT unnest($1::int[]) ON CONFLICT DO NOTHING`,
    [ids],
  )
  for (const table of ownTables)
    await tx.sql(`DELETE FROM ${table} WHERE host_id = ANY($1::int[])`, [ids])
  await tx.sql("DELETE FROM pack_targets WHERE kind = 'host' AND object_id = ANY($1::int[])", [ids])
  await tx.sql('DELETE FROM hosts WHERE id = ANY($1::int[])', [ids])
}

const lineTables = [
  'result_lines',
  'status_lines',
  'dead_letters',
  'destination_dead_letters',
] as const
/** Hosts whose lines one statement looks for. */
const removedAtOnce = 200

/** Removes some lines of hosts that were deleted; says how many, 0 when there are none left. */
export async function removeLinesOfRemoved(most: number): Promise<number> {
  const rows = await sql<{ host_id: number }>(
    'work',
    `SELECT host_id FROM removed_hosts ORDER BY removed_at, host_id LIMIT ${removedAtOnce}`,
  )
  const ids = rows.map(({ host_id }) => host_id)
  if (ids.length === 0) return 0
  let removed = 0
  for (const table of lineTables) {
    const [row] = await sql<{ removed: number }>(
      'work',
      `WITH gone AS (DELETE FROM ${table} l USING (
         SELECT tableoid AS part, ctid AS place FROM ${table}
          WHERE host_id = ANY($1::int[]) LIMIT $2) d
        WHERE l.tableoid = d.part AND l.ctid = d.place RETURNING 1)
       SELECT count(*)::int AS removed FROM gone`,
      [ids, most],
    )
    removed += row?.removed ?? 0
  }
  if (removed === 0) await sql('work', 'DELETE FROM removed_hosts WHERE host_id = ANY($1)', [ids])
  return removed
}

export type Held = { results: number; campaigns: number }

/** What is stored of hosts (lines up to `most`), and open campaigns that still wait for any of them. */
export async function findHeldOf(ids: readonly number[], most: number): Promise<Held> {
  const [row] = await sql<Held>(
    'people',
    `SELECT (SELECT count(*)::int FROM (SELECT 1 FROM result_lines
         WHERE host_id = ANY($1::int[]) LIMIT $2) l) AS results,
       (SELECT count(DISTINCT c.id)::int FROM campaign_hosts ch
          JOIN campaigns c ON c.id = ch.campaign_id
         WHERE ch.host_id = ANY($1::int[]) AND ch.state IN ('waiting', 'sent')
           AND c.status IN ('waiting', 'running', 'paused')) AS campaigns`,
    [ids, most],
  )
  return row ?? { results: 0, campaigns: 0 }
}

type Among = { tx: Tx; among: readonly number[] }

/**
 * Hosts not heard for so many days, the longest silent first; `among`: of these alone, read inside a
 * transaction. One that enrolled lately is not among them, even if it was never heard since.
 */
export function listExpired(days: number, most: number, held?: Among): Promise<LockedHost[]> {
  const text = `SELECT h.id, h.team_id, coalesce(nullif(h.display_name, ''), h.hostname) AS name,
       false AS online
     FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id
     WHERE greatest(s.seen_at, h.last_enrolled_at) < now() - make_interval(days => $1::int)
       AND ($3::int[] IS NULL OR h.id = ANY($3::int[]))
     ORDER BY s.seen_at NULLS FIRST, h.id LIMIT $2`
  const values = [days, most, held?.among ?? null]
  return held ? held.tx.sql<LockedHost>(text, values) : sql<LockedHost>('work', text, values)
}

/** Whether agents were heard a day ago: then a host that is silent now had time to call since. */
export async function isFleetHeard(): Promise<boolean> {
  const [row] = await sql<{ heard: boolean }>(
    'work',
    `SELECT EXISTS (SELECT FROM fleet_minutes WHERE check_ins > 0
       AND minute BETWEEN now() - interval '48 hours' AND now() - interval '24 hours') AS heard`,
  )
  return row?.heard ?? false
}
