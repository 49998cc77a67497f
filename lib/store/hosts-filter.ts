// The filters and orders of the host list as SQL over `h` (hosts), `s` (host_seen), `r` (the rendering
// it was served) and `t` (its team). Only what was asked for is said, so that the planner sees it.
import { type TargetSet, targetSql } from '@/lib/store/campaign-targets'
import { onlineSince } from '@/lib/store/host-seen'
import { conditions } from '@/lib/store/results'
import { scopeSql } from '@/lib/store/scope'
import type { HostFilter, HostListQuery } from '@/lib/wire/hosts'
import { containing, startingWith } from '@/lib/wire/paging'
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
export const newSql = "(h.enrolled_at > now() - interval '24 hours')"

/** What a host is called: its display name, else its hostname. */
const nameSql = "lower(coalesce(nullif(h.display_name, ''), h.hostname))"
/** Name and version of the system, as hosts carry it. */
export const osSql = "trim(h.os_name || ' ' || h.os_version)"
export const hostsSource = `FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id
  LEFT JOIN teams t ON t.id = h.team_id LEFT JOIN renderings r ON r.hash = h.rendering_hash`

/** A condition or an order, with the values of its parameters. */
export type Where = { text: string; values: unknown[] }

/**
 * The same condition for a planner that cannot know it: it takes a comparison of a computed value for
 * one host in 200, and looks up each of the 95,000 that it meets then; of a CASE it expects half.
 */
const common = (condition: string) => `CASE WHEN ${condition} THEN true ELSE false END`

const memberSql = (label: string) => `EXISTS (SELECT FROM label_verdicts v
  WHERE v.host_id = h.id AND v.member AND v.label_id = ${label})`

function addPlace(where: ReturnType<typeof conditions>, filter: HostFilter): void {
  where.add(filter.team_id, (p) =>
    filter.team_id === 0 ? `h.team_id IS NULL AND ${p}::int = 0` : `h.team_id = ${p}`,
  )
  where.add(filter.platform, (p) => `h.platform = ${p}`)
  where.add(filter.osquery_version, (p) => `h.osquery_version = ${p}`)
  where.add(filter.os_version, (p) => `${osSql} = ${p}`)
  for (const label of filter.label_id ?? []) where.add(label, memberSql)
  where.add(filter.config, (p) => common(`${configurationSql} = ${p}`))
  where.add(filter.identity_conflict, (p) => `(h.identity_conflict IS NOT NULL) = ${p}::boolean`)
}

function addLife(where: ReturnType<typeof conditions>, filter: HostFilter): void {
  const { status, seen_within_seconds, silent_seconds } = filter
  if (status === 'new') where.add(true, (p) => `${newSql} = ${p}::boolean`)
  else where.add(status, (p) => common(`${statusSql} = ${p}`))
  const ago = (p: string) => `now() - make_interval(secs => ${p}::int)`
  where.add(seen_within_seconds, (p) => `s.seen_at > ${ago(p)}`)
  where.add(silent_seconds, (p) => `coalesce(s.seen_at, h.enrolled_at) <= ${ago(p)}`)
}

/** The hosts in scope that the filter leaves; with a selection, of whom it means. */
export function hostsWhere(scope: TeamScope, filter: HostFilter, set?: TargetSet): Where {
  const within = scopeSql(scope, 'h.team_id', 1)
  const where = conditions(1 + within.values.length)
  addPlace(where, filter)
  addLife(where, filter)
  where.add(
    filter.query && containing(filter.query.toLowerCase()),
    (p) => `(h.searched LIKE ${p} OR s.address LIKE ${p})`,
  )
  const values = [...within.values, ...where.values]
  const text = `${within.text} AND ${where.text()}`
  if (!set) return { text, values }
  const target = targetSql(set, values.length + 1)
  return { text: `${text} AND ${target.text}`, values: [...values, ...target.values] }
}

const orders: Record<HostListQuery['order_key'], string> = {
  display_name: nameSql,
  hostname: 'lower(h.hostname)',
  id: 'h.id',
  seen_time: 's.seen_at',
  enrolled_at: 'h.enrolled_at',
  detail_updated_at: 'h.detail_updated_at',
  platform: 'h.platform',
  os_version: osSql,
  osquery_version: 'h.osquery_version',
  team_name: 'lower(t.name)',
  hardware_serial: 'h.hardware_serial',
  uuid: 'h.uuid',
  primary_ip: "nullif(s.address, '')",
  status: `CASE ${statusSql} WHEN 'online' THEN 1 WHEN 'offline' THEN 2 ELSE 3 END`,
  config: `CASE ${configurationSql} WHEN 'late' THEN 1 WHEN 'due' THEN 2 WHEN 'not_served' THEN 3
    ELSE 4 END`,
}
/** Without them NULLS LAST would keep an index from giving the order. */
const nullable: ReadonlySet<string> = new Set([
  'seen_time',
  'detail_updated_at',
  'team_name',
  'primary_ip',
])

/**
 * The order of a list. A search that names no other order puts hosts whose name begins with the text
 * first; its value is the parameter numbered `next`.
 */
export function hostsOrder(
  { order_key, order_direction, query }: HostListQuery,
  next: number,
): Where {
  const direction = order_direction === 'desc' ? 'DESC' : 'ASC'
  const nulls = nullable.has(order_key) ? ' NULLS LAST' : ''
  const by = `${orders[order_key]} ${direction}${nulls}, h.id ${direction}`
  if (query === '' || order_key !== 'display_name') return { text: by, values: [] }
  const begins = `(lower(h.hostname) LIKE $${next} OR lower(h.display_name) LIKE $${next})`
  return { text: `${begins} DESC, ${by}`, values: [startingWith(query.toLowerCase())] }
}
