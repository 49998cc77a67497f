// Hosts as people read them: lists, counts, one host. Status is always by the database's clock and
// each host's own rhythm.

import type { TargetSet } from '@/lib/store/campaign-targets'
import { sql } from '@/lib/store/db'
import {
  configurationSql,
  hostsOrder,
  hostsSource,
  hostsWhere,
  newSql,
  osSql,
  statusSql,
  type Where,
} from '@/lib/store/hosts-filter'
import { scopeSql } from '@/lib/store/scope'
import type {
  Host,
  HostCounts,
  HostDetail,
  HostFilter,
  HostListQuery,
  HostVitals,
} from '@/lib/wire/hosts'
import type { TeamScope } from '@/lib/wire/roles'

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
  enroll_secret: string | null
}

const columns = `
  h.id, h.hostname, coalesce(nullif(h.display_name, ''), nullif(h.hostname, ''),
    nullif(h.host_identifier, ''), 'host ' || h.id) AS display_name,
  h.uuid, h.hardware_serial, h.platform,
  ${osSql} AS os_version, h.osquery_version, h.team_id,
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
    AND h.refetch_requested_at > coalesce(h.detail_updated_at, '-infinity')) AS refetch_requested,
  (SELECT e.name FROM node_keys k JOIN enroll_secrets e ON e.id = k.enroll_secret_id
    WHERE k.host_id = h.id ORDER BY k.id DESC LIMIT 1) AS enroll_secret`

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

/** Filters that no index answers: every host is looked at, so they are counted on the way. */
const looksAtAll = ({ query, status, config }: HostFilter) =>
  query !== '' || status !== undefined || config !== undefined

type PageRow = HostRow & { matching: number }

/** A page of the hosts in scope, and how many there are in all. */
export async function listHosts(
  scope: TeamScope,
  listing: HostListQuery,
  set?: TargetSet,
): Promise<{ hosts: Host[]; count: number }> {
  const where = hostsWhere(scope, listing, set)
  const order = hostsOrder(listing, where.values.length + 1)
  const values = [...where.values, ...order.values]
  const { length } = values
  const counted = looksAtAll(listing)
  // The page is found first: what is told of a host is read for its hosts alone.
  const page = sql<PageRow>(
    'people',
    `WITH page AS MATERIALIZED (
       SELECT h.id, ${counted ? 'count(*) OVER ()::int' : '0'} AS matching ${hostsSource}
       WHERE ${where.text} ORDER BY ${order.text} LIMIT $${length + 1} OFFSET $${length + 2})
     SELECT ${columns}, page.matching ${hostsSource} JOIN page ON page.id = h.id
     ORDER BY ${order.text}`,
    [...values, listing.per_page, listing.page * listing.per_page],
  )
  const [rows, apart] = await Promise.all([page, counted ? undefined : countMatching(where)])
  // A page past the end tells nothing of how many there are before it; an empty first page does.
  const past = rows.length === 0 && listing.page > 0
  const count = apart ?? (past ? await countMatching(where) : (rows[0]?.matching ?? 0))
  return { hosts: rows.map(({ matching: _, ...row }) => toHost(row)), count }
}

async function countMatching({ text, values }: Where): Promise<number> {
  const [row] = await sql<{ count: number }>(
    'people',
    `SELECT count(*)::int AS count ${hostsSource} WHERE ${text}`,
    values,
  )
  return row?.count ?? 0
}

/** How many hosts match, by status. `new` are counted in their status too. */
export async function countHosts(
  scope: TeamScope,
  filter: HostFilter,
  set?: TargetSet,
): Promise<HostCounts> {
  const where = hostsWhere(scope, filter, set)
  const [row] = await sql<HostCounts>(
    'people',
    `SELECT count(*)::int AS count,
       (count(*) FILTER (WHERE status = 'online'))::int AS online,
       (count(*) FILTER (WHERE status = 'offline'))::int AS offline,
       (count(*) FILTER (WHERE status = 'missing'))::int AS missing,
       (count(*) FILTER (WHERE is_new))::int AS new
     FROM (SELECT ${statusSql} AS status, ${newSql} AS is_new ${hostsSource}
       WHERE ${where.text}) counted`,
    where.values,
  )
  return row ?? { count: 0, online: 0, offline: 0, missing: 0, new: 0 }
}

const versionsMax = 50

/** What the hosts in scope run, the most common first: versions of osquery, and systems. */
export async function listHostVersions(
  scope: TeamScope,
): Promise<{ osquery: string[]; systems: string[] }> {
  const within = scopeSql(scope, 'h.team_id', 1)
  const by = async (name: string) => {
    const rows = await sql<{ name: string }>(
      'people',
      `SELECT ${name} AS name FROM hosts h WHERE ${within.text} GROUP BY 1
       ORDER BY count(*) DESC, 1 LIMIT ${versionsMax}`,
      within.values,
    )
    return rows.map((row) => row.name).filter((text) => text !== '')
  }
  const [osquery, systems] = await Promise.all([by('h.osquery_version'), by(osSql)])
  return { osquery, systems }
}

/** One host, whoever owns it: the caller authorises on its `team_id`. */
export async function findHost(id: number): Promise<HostDetail | null> {
  const [row] = await sql<HostRow>('people', `SELECT ${columns} ${hostsSource} WHERE h.id = $1`, [
    id,
  ])
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
