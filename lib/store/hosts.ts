// Hosts as people read them: lists, counts, one host. Status is always by the database's clock and
// each host's own rhythm.

import { type TargetSet, targetSql } from '@/lib/store/campaign-targets'
import { sql, type Tx } from '@/lib/store/db'
import { onlineSince } from '@/lib/store/host-seen'
import type { Host, HostCounts, HostDetail, HostListQuery, HostVitals } from '@/lib/wire/hosts'
import { containing } from '@/lib/wire/paging'
import type { TeamScope } from '@/lib/wire/roles'

/** SQL over `s` (host_seen): semantics.md §1. */
export const statusSql = `CASE
  WHEN s.seen_at > ${onlineSince} THEN 'online'
  WHEN coalesce(s.seen_at, h.enrolled_at) < now() - interval '30 days' THEN 'missing'
  ELSE 'offline' END`
/**
 * SQL over `h` and `r` (its rendering): what the host last told of its configuration. It is late when
 * it told of another one although it had two of its own refreshes, at least five minutes, to load it.
 */
export const configurationSql = `CASE
  WHEN h.rendering_hash IS NULL THEN 'not_served'
  WHEN r.expected_config_hash = h.reported_config_hash THEN 'in_sync'
  WHEN h.detail_updated_at
    > h.config_served_at + make_interval(secs => greatest(2 * h.config_tls_refresh, 300)) THEN 'late'
  ELSE 'due' END`
const newSql = "(h.enrolled_at > now() - interval '24 hours')"

type HostRow = Omit<
  Host,
  'labels' | 'config' | 'seen_time' | 'enrolled_at' | 'detail_updated_at'
> & {
  seen_time: Date | null
  enrolled_at: Date
  detail_updated_at: Date | null
  labels: { id: number; name: string }[]
  expected_hash: string | null
  reported_hash: string | null
  in_sync: boolean
  config_state: Host['config']['state']
  config_served_at: Date | null
  config_bytes: number | null
  vitals: HostVitals
  refetch_requested: boolean
  logger_max_lines: number | null
}

const columns = `
  h.id, h.hostname, coalesce(nullif(h.display_name, ''), nullif(h.hostname, ''),
    nullif(h.host_identifier, ''), 'host ' || h.id) AS display_name,
  h.uuid, h.hardware_serial, h.platform,
  trim(h.os_name || ' ' || h.os_version) AS os_version, h.osquery_version, h.team_id,
  t.name AS team_name, ${statusSql} AS status, ${newSql} AS is_new, s.seen_at AS seen_time,
  coalesce(s.rhythm_seconds, 0) AS rhythm_seconds, coalesce(s.address, '') AS primary_ip,
  h.enrolled_at, h.detail_updated_at, h.distributed_interval, h.config_tls_refresh,
  h.logger_tls_period, h.identity_conflict,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name) ORDER BY l.name)
    FROM label_verdicts v JOIN labels l ON l.id = v.label_id
    WHERE v.host_id = h.id AND v.member), '[]') AS labels,
  r.expected_config_hash AS expected_hash, h.reported_config_hash AS reported_hash,
  coalesce(r.expected_config_hash = h.reported_config_hash, false) AS in_sync,
  ${configurationSql} AS config_state,
  h.config_served_at, octet_length(r.body) AS config_bytes, h.vitals, h.logger_max_lines,
  (h.refetch_requested_at IS NOT NULL
    AND h.refetch_requested_at > coalesce(h.detail_updated_at, '-infinity')) AS refetch_requested`
const from = `FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id
  LEFT JOIN teams t ON t.id = h.team_id LEFT JOIN renderings r ON r.hash = h.rendering_hash`

function toHost(row: HostRow): HostDetail {
  const { expected_hash, reported_hash, in_sync, config_state, ...others } = row
  const { config_served_at, config_bytes, ...host } = others
  return {
    ...host,
    seen_time: row.seen_time?.toISOString() ?? null,
    enrolled_at: row.enrolled_at.toISOString(),
    detail_updated_at: row.detail_updated_at?.toISOString() ?? null,
    config: {
      expected_hash,
      reported_hash,
      in_sync,
      state: config_state,
      served_at: config_served_at?.toISOString() ?? null,
      bytes: config_bytes,
    },
  }
}

type Filters = Pick<
  HostListQuery,
  'status' | 'label_id' | 'team_id' | 'platform' | 'query' | 'config' | 'identity_conflict'
>

/** Parameters $1…$8 of `filtered`. A scope without teams sees no host. */
function filterValues(scope: TeamScope, filters: Filters): unknown[] {
  return [
    'all' in scope ? null : scope.team_ids,
    filters.team_id ?? null,
    filters.platform ?? null,
    filters.label_id ?? null,
    filters.status ?? null,
    filters.query === '' ? null : containing(filters.query),
    filters.config ?? null,
    filters.identity_conflict ?? null,
  ]
}

const filtered = `WHERE ($1::int[] IS NULL OR h.team_id = ANY($1))
  AND ($2::int IS NULL OR h.team_id = $2) AND ($3::text IS NULL OR h.platform = $3)
  AND ($4::int IS NULL OR EXISTS (SELECT 1 FROM label_verdicts v
    WHERE v.label_id = $4 AND v.host_id = h.id AND v.member))
  AND ($5::text IS NULL OR CASE WHEN $5 = 'new' THEN ${newSql} ELSE ${statusSql} = $5 END)
  AND ($6::text IS NULL OR h.hostname ILIKE $6 OR h.display_name ILIKE $6 OR h.uuid ILIKE $6
    OR h.hardware_serial ILIKE $6 OR h.host_identifier ILIKE $6 OR s.address ILIKE $6)
  AND ($7::text IS NULL OR ${configurationSql} = $7)
  AND ($8::boolean IS NULL OR (h.identity_conflict IS NOT NULL) = $8)`

const orderColumns = {
  display_name: "lower(coalesce(nullif(h.display_name, ''), h.hostname))",
  hostname: 'lower(h.hostname)',
  id: 'h.id',
  seen_time: 's.seen_at',
  enrolled_at: 'h.enrolled_at',
  platform: 'h.platform',
  os_version: 'h.os_name || h.os_version',
  osquery_version: 'h.osquery_version',
} as const

/** The filters as a condition with its values; with a selection, of whom it means. */
function filterSql(scope: TeamScope, filters: Filters, set: TargetSet | undefined) {
  const own = filterValues(scope, filters)
  if (!set) return { where: filtered, values: own }
  const { text, values } = targetSql(set, own.length + 1)
  return { where: `${filtered} AND ${text}`, values: [...own, ...values] }
}

/** A page of the hosts in scope, and how many there are in all. */
export async function listHosts(
  scope: TeamScope,
  listing: HostListQuery,
  set?: TargetSet,
): Promise<{ hosts: Host[]; count: number }> {
  const { where, values } = filterSql(scope, listing, set)
  const direction = listing.order_direction === 'desc' ? 'DESC' : 'ASC'
  const [rows, totals] = await Promise.all([
    sql<HostRow>(
      'people',
      `SELECT ${columns} ${from} ${where}
       ORDER BY ${orderColumns[listing.order_key]} ${direction} NULLS LAST, h.id
       LIMIT $${values.length + 1} OFFSET $${values.length + 2}`,
      [...values, listing.per_page, listing.page * listing.per_page],
    ),
    sql<{ count: number }>('people', `SELECT count(*)::int AS count ${from} ${where}`, values),
  ])
  return { hosts: rows.map(toHost), count: totals[0]?.count ?? 0 }
}

/** How many hosts match, by status. `new` are counted in their status too. */
export async function countHosts(
  scope: TeamScope,
  filters: Filters,
  set?: TargetSet,
): Promise<HostCounts> {
  const { where, values } = filterSql(scope, filters, set)
  const [row] = await sql<HostCounts>(
    'people',
    `SELECT count(*)::int AS count,
       (count(*) FILTER (WHERE status = 'online'))::int AS online,
       (count(*) FILTER (WHERE status = 'offline'))::int AS offline,
       (count(*) FILTER (WHERE status = 'missing'))::int AS missing,
       (count(*) FILTER (WHERE is_new))::int AS new
     FROM (SELECT ${statusSql} AS status, ${newSql} AS is_new ${from} ${where}) counted`,
    values,
  )
  return row ?? { count: 0, online: 0, offline: 0, missing: 0, new: 0 }
}

/** One host, whoever owns it: the caller authorises on its `team_id`. */
export async function findHost(id: number): Promise<HostDetail | null> {
  const [row] = await sql<HostRow>('people', `SELECT ${columns} ${from} WHERE h.id = $1`, [id])
  return row ? toHost(row) : null
}

/** The id of the host with that uuid, serial, instance id, host identifier or hostname. */
export async function findHostIdByIdentifier(identifier: string): Promise<number | null> {
  const [row] = await sql<{ id: number }>(
    'people',
    `SELECT h.id FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id
     WHERE $1 IN (h.uuid, h.hardware_serial, h.instance_id, h.host_identifier, h.hostname)
     ORDER BY array_position(ARRAY[h.uuid, h.instance_id, h.hardware_serial, h.host_identifier,
       h.hostname], $1), s.seen_at DESC NULLS LAST LIMIT 1`,
    [identifier],
  )
  return row?.id ?? null
}

/** Ids and teams of hosts that exist, locked until the transaction ends. */
export function lockHosts(
  tx: Tx,
  ids: number[],
): Promise<{ id: number; team_id: number | null }[]> {
  return tx.sql('SELECT id, team_id FROM hosts WHERE id = ANY($1::int[]) ORDER BY id FOR UPDATE', [
    ids,
  ])
}

export async function updateHostsTeam(tx: Tx, ids: number[], teamId: number | null): Promise<void> {
  await tx.sql('UPDATE hosts SET team_id = $2 WHERE id = ANY($1::int[])', [ids, teamId])
}

export async function updateRefetch(tx: Tx, id: number): Promise<void> {
  await tx.sql('UPDATE hosts SET refetch_requested_at = now() WHERE id = $1', [id])
}

/** Deletes a host with its keys, memberships and stored lines; campaigns keep their counts. */
export async function removeHost(tx: Tx, id: number): Promise<void> {
  await tx.sql('DELETE FROM result_lines WHERE host_id = $1', [id])
  await tx.sql('DELETE FROM status_lines WHERE host_id = $1', [id])
  await tx.sql('DELETE FROM dead_letters WHERE host_id = $1', [id])
  await tx.sql('DELETE FROM host_renderings WHERE host_id = $1', [id])
  await tx.sql("DELETE FROM pack_targets WHERE kind = 'host' AND object_id = $1", [id])
  await tx.sql('DELETE FROM hosts WHERE id = $1', [id])
}
