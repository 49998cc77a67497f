// Whom a selection means, in one SQL condition used for counting, for freezing and for newcomers, so
// that what was shown and what was asked cannot differ.

import { sql, type Tx } from '@/lib/store/db'
import { onlineSince } from '@/lib/store/host-seen'
import { platformName } from '@/lib/wire/platforms'
import type { CountedTargets, TargetChoices, TargetCounts } from '@/lib/wire/targets'

/** A selection with its labels told apart by kind, and what the viewer may query. */
export type TargetSet = {
  hosts: number[]
  all: boolean
  custom_labels: number[]
  platform_labels: number[]
  teams: number[]
  label_match: 'any' | 'all'
  exclude_hosts: number[]
  exclude_labels: number[]
  include_offline: boolean
  /** Undefined: every team and hosts of none. */
  scope_teams: number[] | undefined
}

const isMember = (labels: string) =>
  `EXISTS (SELECT 1 FROM label_verdicts v
            WHERE v.host_id = h.id AND v.member AND v.label_id = ANY(${labels}::int[]))`

/** Parameters $1 to $10 in the order of `targetValues`. Team 0 means hosts of no team. */
const isTarget = `
  (h.id = ANY($1::int[]) OR $2::boolean OR (
     cardinality($3::int[]) + cardinality($4::int[]) + cardinality($5::int[]) > 0
     AND (cardinality($3::int[]) = 0 OR CASE WHEN $6::text = 'all'
          THEN (SELECT count(DISTINCT v.label_id) FROM label_verdicts v
                 WHERE v.host_id = h.id AND v.member AND v.label_id = ANY($3::int[]))
               = cardinality($3::int[])
          ELSE ${isMember('$3')} END)
     AND (cardinality($4::int[]) = 0 OR ${isMember('$4')})
     AND (cardinality($5::int[]) = 0 OR coalesce(h.team_id, 0) = ANY($5::int[]))))
  AND h.id <> ALL($7::int[])
  AND (cardinality($8::int[]) = 0 OR NOT ${isMember('$8')})
  AND ($9::int[] IS NULL OR h.team_id = ANY($9::int[]))
  AND ($10::boolean OR s.seen_at > ${onlineSince})`

/** Hosts `h` of the selection with their `s` (host_seen), over parameters $1 to $10. */
export const targetSource = `FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id WHERE ${isTarget}`

export function targetValues(set: TargetSet): unknown[] {
  return [
    set.hosts,
    set.all,
    [...new Set(set.custom_labels)],
    set.platform_labels,
    set.teams,
    set.label_match,
    set.exclude_hosts,
    set.exclude_labels,
    set.scope_teams ?? null,
    set.include_offline,
  ]
}

/** The same condition for statements with values of their own before `first`; over h and s as here. */
export function targetSql(set: TargetSet, first: number): { text: string; values: unknown[] } {
  const text = isTarget.replace(/\$(\d+)/g, (_, at: string) => `$${Number(at) + first - 1}`)
  return { text, values: targetValues(set) }
}

const counts = `
  count(*) AS total,
  count(*) FILTER (WHERE s.seen_at > ${onlineSince}) AS online,
  count(*) FILTER (WHERE s.seen_at IS NULL OR s.seen_at <= now() - interval '30 days')
    AS missing_in_action,
  count(*) FILTER (WHERE h.enrolled_at > now() - interval '1 day') AS new`

const noCounts: TargetCounts = { total: 0, online: 0, missing_in_action: 0, new: 0 }

/** How many hosts the selection means now, by status and by platform. */
export async function findTargetCounts(set: TargetSet): Promise<CountedTargets> {
  const rows = await sql<TargetCounts & { platform: string }>(
    'people',
    `SELECT coalesce(h.platform, '') AS platform, ${counts} ${targetSource} GROUP BY 1`,
    targetValues(set),
  )
  const sum = (key: keyof TargetCounts) => rows.reduce((all, row) => all + row[key], 0)
  const by_platform: Record<string, number> = {}
  for (const { platform, total } of rows) {
    const name = platformName(platform)
    by_platform[name] = (by_platform[name] ?? 0) + total
  }
  return {
    total: sum('total'),
    online: sum('online'),
    missing_in_action: sum('missing_in_action'),
    new: sum('new'),
    by_platform,
  }
}

/** Ids of the hosts that the selection means now, in order. */
export async function listTargetIds(set: TargetSet): Promise<number[]> {
  const [row] = await sql<{ ids: number[] | null }>(
    'people',
    `SELECT json_agg(h.id ORDER BY h.id) AS ids ${targetSource}`,
    targetValues(set),
  )
  return row?.ids ?? []
}

/** Of the hosts in `t` those asked first: online ones, platforms in turn, by lot within one. */
const drawnHosts = (id: string, size: string) => `
  drawn AS (
    SELECT id FROM (
      SELECT d.id, d.platform, d.online, row_number() OVER (
               PARTITION BY d.online, d.platform ORDER BY hashint4extended(d.id, ${id}::int), d.id) AS place
        FROM (SELECT s.id, s.platform, coalesce(s.seen_at > ${onlineSince}, false) AS online
                FROM t s WHERE (SELECT count(*) FROM t) > ${size}::int) d) lots
     WHERE place <= ${size}::int ORDER BY online DESC, place, platform LIMIT ${size}::int)`

/** Marks so many hosts of a new campaign as its canary, unless there are no others. */
export async function updateCanary(tx: Tx, id: number, size: number): Promise<void> {
  await tx.sql(
    `WITH t AS MATERIALIZED (
       SELECT h.id, h.platform, s.seen_at, s.rhythm_seconds
         FROM campaign_hosts ch JOIN hosts h ON h.id = ch.host_id
         LEFT JOIN host_seen s ON s.host_id = ch.host_id WHERE ch.campaign_id = $1::int),
     ${drawnHosts('$1', '$2')}
     UPDATE campaign_hosts SET canary = true
      WHERE campaign_id = $1::int AND host_id IN (SELECT id FROM drawn)`,
    [id, size],
  )
}

/**
 * Freezes the selection into one waiting row per host of a campaign that has none yet, and counts them,
 * in one walk over the hosts. So many of them are its `canary`, unless there are no others.
 */
export async function freezeTargets(
  tx: Tx,
  id: number,
  set: TargetSet,
  canary?: number,
): Promise<TargetCounts> {
  const drawn = canary === undefined ? '' : `${drawnHosts('$11', '$12')},`
  const isDrawn = canary === undefined ? 'false' : 'id IN (SELECT id FROM drawn)'
  const [row] = await tx.sql<TargetCounts>(
    `WITH t AS MATERIALIZED (
       SELECT h.id, h.platform, h.enrolled_at, s.seen_at, s.rhythm_seconds ${targetSource}),
     ${drawn} frozen AS (
       INSERT INTO campaign_hosts (campaign_id, host_id, canary)
       SELECT $11::int, id, ${isDrawn} FROM t ORDER BY id)
     SELECT ${counts} FROM t s CROSS JOIN LATERAL (SELECT s.enrolled_at) h`,
    [...targetValues(set), id, ...(canary === undefined ? [] : [canary])],
  )
  return row ?? noCounts
}

/** Hosts of the selection that are not in the campaign, in order. Locks nothing. */
export async function listNewcomers(id: number, set: TargetSet): Promise<number[]> {
  const rows = await sql<{ id: number }>(
    'work',
    `SELECT h.id ${targetSource} AND NOT EXISTS (
       SELECT FROM campaign_hosts ch WHERE ch.campaign_id = $11 AND ch.host_id = h.id)
      ORDER BY h.id`,
    [...targetValues(set), id],
  )
  return rows.map((host) => host.id)
}

/** Adds a waiting row for each; hosts that are in already or were deleted since are passed over. */
export function insertTargetHosts(tx: Tx, id: number, hostIds: readonly number[]): Promise<number> {
  return tx.count(
    `INSERT INTO campaign_hosts (campaign_id, host_id)
     SELECT $1, h.id FROM unnest($2::int[]) AS u(id) JOIN hosts h ON h.id = u.id ORDER BY h.id
     ON CONFLICT DO NOTHING`,
    [id, hostIds],
  )
}

/** The frozen hosts of a campaign by their status now; `teams`: of their hosts alone. */
export async function findFrozenCounts(
  run: Tx['sql'],
  id: number,
  teams?: readonly number[],
): Promise<TargetCounts> {
  const [row] = await run<TargetCounts>(
    `SELECT ${counts} FROM campaign_hosts ch
       LEFT JOIN hosts h ON h.id = ch.host_id LEFT JOIN host_seen s ON s.host_id = ch.host_id
      WHERE ch.campaign_id = $1 AND ($2::int[] IS NULL OR h.team_id = ANY($2::int[]))`,
    [id, teams ?? null],
  )
  return row ?? noCounts
}

export type LabelKinds = { id: number; name: string; kind: 'builtin' | 'sql' | 'manual' }

/** The labels among those ids or names that exist. */
export function listLabelsMeant(ids: number[], names: string[] = []): Promise<LabelKinds[]> {
  return sql<LabelKinds>(
    'people',
    'SELECT id, name, kind FROM labels WHERE id = ANY($1::int[]) OR name = ANY($2::text[])',
    [ids, names],
  )
}

/** Hosts in the scope by any of their identifiers: hostname, uuid, serial, identifier, display name. */
export async function listHostsMeant(
  names: string[],
  scopeTeams: number[] | undefined,
): Promise<number[]> {
  const rows = await sql<{ id: number }>(
    'people',
    `SELECT h.id FROM hosts h
      WHERE (h.hostname = ANY($1::text[]) OR h.uuid = ANY($1) OR h.hardware_serial = ANY($1)
             OR h.host_identifier = ANY($1) OR h.display_name = ANY($1))
        AND ($2::int[] IS NULL OR h.team_id = ANY($2::int[]))`,
    [names.filter((name) => name !== ''), scopeTeams ?? null],
  )
  return rows.map(({ id }) => id)
}

const choicesEach = 20

/** Hosts, labels and teams whose name matches the ILIKE pattern, a few of each. */
export async function listTargetChoices(
  pattern: string,
  scopeTeams: number[] | undefined,
): Promise<TargetChoices> {
  const [hosts, labels, teams] = await Promise.all([
    sql<TargetChoices['hosts'][number]>(
      'people',
      `SELECT id, hostname, display_name FROM hosts h
        WHERE (hostname ILIKE $1 OR display_name ILIKE $1 OR uuid ILIKE $1)
          AND ($2::int[] IS NULL OR h.team_id = ANY($2::int[]))
        ORDER BY hostname, id LIMIT $3`,
      [pattern, scopeTeams ?? null, choicesEach],
    ),
    sql<TargetChoices['labels'][number]>(
      'people',
      'SELECT id, name, kind FROM labels WHERE name ILIKE $1 ORDER BY name LIMIT $2',
      [pattern, choicesEach],
    ),
    sql<TargetChoices['teams'][number]>(
      'people',
      `SELECT id, name FROM teams
        WHERE name ILIKE $1 AND ($2::int[] IS NULL OR id = ANY($2::int[]))
        ORDER BY name LIMIT $3`,
      [pattern, scopeTeams ?? null, choicesEach],
    ),
  ])
  return { hosts, labels, teams }
}
