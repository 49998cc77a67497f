// Reads what the state of one scheduled query on each host is made of: which hosts, from where on
// their lines matter, those lines, and their rows. A host's newest full set is known from the fold
// behind the log (health-folds), so that a state is read from where it begins.
import { sql } from '@/lib/store/db'
import { conditions } from '@/lib/store/results'
import { scopeSql } from '@/lib/store/scope'
import type { ResultAction } from '@/lib/wire/results'
import type { TeamScope } from '@/lib/wire/roles'
import type { Columns } from '@/lib/wire/values'

export type StatedHost = { id: number; hostname: string; display_name: string }

/** Where a host's newest full set begins; nulls while none is known. */
export type Start = { since_id: number | null; since_at: Date | null; since_unix: number | null }

export type HostStart = StatedHost & Start

export type StatedHostsFilter = {
  host_id?: number | undefined
  label_id?: number | undefined
  platform?: string | undefined
}

/**
 * The lines of the scheduled queries named by that SQL which the fold has not come to. A line above its
 * position took its id after that one, in a transaction that began a few seconds before at most: so
 * that older days are not read.
 */
export const unfoldedSql = (packQueryIds: string) => `
  (SELECT r.host_id, r.received_at
     FROM (SELECT coalesce(max(c.position), 0) AS id,
                  coalesce((SELECT l.received_at - interval '15 seconds' FROM result_lines l
                    WHERE l.id <= max(c.position) ORDER BY l.id DESC LIMIT 1), '-infinity') AS at
             FROM fold_cursors c WHERE c.name = 'result_lines') folded,
          LATERAL (SELECT host_id, received_at FROM result_lines
                    WHERE pack_query_id = ANY(${packQueryIds}) AND NOT unsolicited
                      AND id > folded.id AND received_at >= folded.at OFFSET 0) r)`

/** Found once: a page in the order of hosts would otherwise look for them anew at each host. */
const unfolded = `WITH unfolded AS MATERIALIZED (
  SELECT DISTINCT host_id FROM ${unfoldedSql('ARRAY[$1::int]')} u)`

const reporting = `
  (SELECT q.host_id, q.state_id, q.state_at, q.state_unix FROM query_hosts q
    WHERE q.pack_query_id = $1 AND q.last_result_at IS NOT NULL
   UNION ALL
   SELECT f.host_id, NULL, NULL, NULL
     FROM unfolded f
    WHERE NOT EXISTS (SELECT FROM query_hosts k WHERE k.pack_query_id = $1
                        AND k.host_id = f.host_id AND k.last_result_at IS NOT NULL)) s`

function hostsSql(scope: TeamScope, filter: StatedHostsFilter, first: number) {
  const kept = scopeSql(scope, 'h.team_id', first)
  const where = conditions(first + kept.values.length)
  where.add(filter.host_id, (p) => `h.id = ${p}`)
  where.add(filter.platform, (p) => `h.platform = ${p}`)
  where.add(
    filter.label_id,
    (p) => `EXISTS (SELECT FROM label_verdicts v
      WHERE v.host_id = h.id AND v.member AND v.label_id = ${p})`,
  )
  return {
    text: `FROM ${reporting} JOIN hosts h ON h.id = s.host_id
           WHERE ${kept.text} AND ${where.text()}`,
    values: [...kept.values, ...where.values],
  }
}

/** The next hosts in scope that reported on the scheduled query, by id. */
export function listStatedHosts(
  scope: TeamScope,
  packQueryId: number,
  filter: StatedHostsFilter,
  page: { after: number; limit: number },
): Promise<HostStart[]> {
  const hosts = hostsSql(scope, filter, 4)
  return sql(
    'people',
    `${unfolded}
     SELECT h.id, h.hostname, h.display_name, s.state_id AS since_id, s.state_at AS since_at,
            s.state_unix AS since_unix
       ${hosts.text} AND h.id > $2 ORDER BY h.id LIMIT $3`,
    [packQueryId, page.after, page.limit, ...hosts.values],
  )
}

/** Those of the hosts that may be looked at, with where their states begin. */
export function listStarts(packQueryId: number, hostIds: number[]): Promise<HostStart[]> {
  return sql(
    'people',
    `SELECT h.id, h.hostname, h.display_name, q.state_id AS since_id, q.state_at AS since_at,
            q.state_unix AS since_unix
       FROM hosts h LEFT JOIN query_hosts q ON q.host_id = h.id AND q.pack_query_id = $1
      WHERE h.id = ANY($2::int[]) ORDER BY h.id`,
    [packQueryId, hostIds],
  )
}

export async function countStatedHosts(
  scope: TeamScope,
  packQueryId: number,
  filter: StatedHostsFilter,
): Promise<number> {
  const hosts = hostsSql(scope, filter, 2)
  const [row] = await sql<{ count: number }>(
    'people',
    `${unfolded} SELECT count(*)::int AS count ${hosts.text}`,
    [packQueryId, ...hosts.values],
  )
  return row?.count ?? 0
}

export type StateLineRow = {
  id: number
  host_id: number
  received_at: Date
  unix_time: number
  epoch: string
  counter: string
  action: ResultAction
  /** As stored. */
  bytes: number
}

/** From where on and up to which receipt the lines of each host are read; nulls for no bound. */
export type ReadFrom = {
  id: number
  since_id: number | null
  since_at: Date | null
  until: Date | null
}

const endOfTime = new Date('9999-12-31T00:00:00Z')
const startOfTime = new Date('0001-01-01T00:00:00Z')

/** The newest lines of each host, without rows: so many each, so many in all. */
export function listStateLines(
  packQueryId: number,
  hosts: readonly ReadFrom[],
  limit: { each: number; all: number },
): Promise<StateLineRow[]> {
  return sql(
    'people',
    `SELECT r.* FROM unnest($2::int[], $3::bigint[], $4::timestamptz[], $5::timestamptz[])
              AS h(id, since_id, since_at, until),
       LATERAL (SELECT id, host_id, received_at, unix_time, epoch, counter, action,
                       pg_column_size(content) AS bytes
                  FROM result_lines
                 WHERE host_id = h.id AND pack_query_id = $1 AND id >= h.since_id
                   AND received_at >= h.since_at AND received_at <= h.until
                 ORDER BY id DESC LIMIT $6) r
     LIMIT $7`,
    [
      packQueryId,
      hosts.map(({ id }) => id),
      hosts.map(({ since_id }) => since_id ?? 0),
      hosts.map(({ since_at }) => since_at ?? startOfTime),
      hosts.map(({ until }) => until ?? endOfTime),
      limit.each,
      limit.all,
    ],
  )
}

export type StateContent = { columns?: Columns; snapshot?: Columns[]; truncated?: boolean }

/** The rows of those lines, each looked up in the day that it was received. */
export async function findStateContents(
  lines: readonly { id: number; received_at: Date }[],
): Promise<Map<number, StateContent>> {
  const rows = await sql<{ id: number; content: StateContent }>(
    'people',
    `SELECT r.id, r.content FROM unnest($1::bigint[], $2::timestamptz[]) AS w(id, at),
       LATERAL (SELECT id, content FROM result_lines
                 WHERE id = w.id AND received_at = w.at OFFSET 0) r`,
    [lines.map(({ id }) => id), lines.map(({ received_at }) => received_at)],
  )
  return new Map(rows.map((row) => [row.id, row.content]))
}

export type StoredBase = {
  host_id: number
  epoch: string
  unix_time: number
  received_at: Date
  rows: { columns: Columns; count: number }[]
  truncated: boolean
}

/** What is kept of states whose lines were dropped. */
export function listBases(packQueryId: number, hostIds: number[]): Promise<StoredBase[]> {
  return sql(
    'people',
    `SELECT host_id, epoch, unix_time, received_at, rows, truncated FROM result_bases
      WHERE pack_query_id = $1 AND host_id = ANY($2::int[])`,
    [packQueryId, hostIds],
  )
}

export type ScheduledName = { id: number; pack_id: number; team_id: number | null }

/** The scheduled query of that name in that pack. */
export async function findScheduledByName(
  packId: number,
  name: string,
): Promise<ScheduledName | null> {
  const [row] = await sql<ScheduledName>(
    'people',
    `SELECT q.id, p.id AS pack_id, p.team_id FROM pack_queries q JOIN packs p ON p.id = q.pack_id
      WHERE q.pack_id = $1 AND q.name = $2`,
    [packId, name],
  )
  return row ?? null
}

/** From when on lines are kept: the first day that was not dropped. Null before the first line. */
export async function findKeptSince(): Promise<Date | null> {
  const [row] = await sql<{ day: Date | null }>(
    'people',
    `SELECT min(to_date(right(c.relname, 8), 'YYYYMMDD'))::timestamp AT TIME ZONE 'UTC' AS day
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'result_lines'::regclass AND c.relname ~ '_[0-9]{8}$'`,
  )
  return row?.day ?? null
}
