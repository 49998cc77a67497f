// The audit trail as it is read: filtered, newest first, page by page by id so that a long feed costs
// no more at its end than at its beginning.
import { sql } from '@/lib/store/db'
import type { ActivityFilter, ActivityQuery, ActivityRow } from '@/lib/wire/activity'
import { containing } from '@/lib/wire/paging'

const columns = `id, created_at, actor_kind, actor_id, actor_name, type, object_kind, object_id,
  object_name, hosts, details, address, encode(hash, 'hex') AS hash`

/** Acts on the host, its own, those on what came from it, and campaigns that asked it. */
const ofHost = (at: string) => `(object_kind = 'host' AND object_id = ${at}
  OR actor_kind = 'agent' AND actor_id = ${at}
  OR details @> jsonb_build_object('host_id', ${at}::int)
  OR details->'host_ids' @> to_jsonb(${at}::int)
  OR object_kind = 'campaign' AND object_id IN
     (SELECT campaign_id FROM campaign_hosts WHERE host_id = ${at}))`

/** Kinds of objects that belong to a team, and where they say so. */
const tables = {
  host: 'hosts',
  pack: 'packs',
  query: 'queries',
  enroll_secret: 'enroll_secrets',
} as const

const ofTeam = (at: string) =>
  `(object_kind = 'team' AND object_id = ${at}
  OR details @> jsonb_build_object('team_id', ${at}::int)
  OR details->'selected'->'teams' @> to_jsonb(${at}::int)
  ${Object.entries(tables)
    .map(
      ([kind, table]) => `OR object_kind = '${kind}'
       AND object_id IN (SELECT id FROM ${table} WHERE team_id = ${at})`,
    )
    .join('\n  ')})`

const ofText = (at: string) => `(actor_name ILIKE ${at} OR object_name ILIKE ${at}
  OR type ILIKE ${at} OR address ILIKE ${at} OR details::text ILIKE ${at})`

function wanted(filter: ActivityFilter): { text: string; values: unknown[] } {
  const values: unknown[] = []
  const texts = ['true']
  const add = (value: unknown, condition: (place: string) => string) => {
    if (value === undefined || value === '') return
    values.push(value)
    texts.push(condition(`$${values.length}`))
  }
  add(filter.type?.split(','), (at) => `type = ANY(${at}::text[])`)
  add(filter.actor_id, (at) => `actor_id = ${at} AND actor_kind <> 'agent'`)
  add(filter.actor_kind, (at) => `actor_kind = ${at}`)
  add(filter.object_kind, (at) => `object_kind = ${at}`)
  add(filter.object_id, (at) => `object_id = ${at}`)
  add(filter.host_id, ofHost)
  add(filter.team_id, ofTeam)
  add(filter.from, (at) => `created_at >= ${at}::timestamptz`)
  add(filter.to, (at) => `created_at <= ${at}::timestamptz`)
  add(filter.query === '' ? undefined : containing(filter.query), ofText)
  return { text: texts.join(' AND '), values }
}

/** One page of the feed and how many entries match in all. */
export async function listActivities(
  query: ActivityQuery,
): Promise<{ activities: ActivityRow[]; count: number }> {
  const { text, values } = wanted(query)
  const n = values.length
  const isDown = query.order_direction === 'desc'
  const after = query.cursor === undefined ? 'true' : `id ${isDown ? '<' : '>'} $${n + 3}::bigint`
  const offset = query.cursor === undefined ? query.page * query.per_page : 0
  const [activities, [total]] = await Promise.all([
    sql<ActivityRow>(
      'people',
      `SELECT ${columns} FROM activities WHERE ${text} AND ${after}
        ORDER BY id ${isDown ? 'DESC' : 'ASC'} LIMIT $${n + 1} OFFSET $${n + 2}`,
      [...values, query.per_page, offset, ...(query.cursor === undefined ? [] : [query.cursor])],
    ),
    sql<{ count: number }>(
      'people',
      `SELECT count(*) AS count FROM activities WHERE ${text}`,
      values,
    ),
  ])
  return { activities, count: total?.count ?? 0 }
}

export type ChainedRow = ActivityRow & { prev_hash: string }

const chained = `${columns}, encode(prev_hash, 'hex') AS prev_hash`

/** The entries that match before an id, newest first, with both of their hashes. */
export function listChained(
  filter: ActivityFilter,
  beforeId: number,
  limit: number,
): Promise<ChainedRow[]> {
  const { text, values } = wanted(filter)
  const n = values.length
  return sql<ChainedRow>(
    'people',
    `SELECT ${chained} FROM activities WHERE ${text} AND id < $${n + 1}::bigint
      ORDER BY id DESC LIMIT $${n + 2}`,
    [...values, beforeId, limit],
  )
}

export async function findActivity(id: number): Promise<ChainedRow | undefined> {
  const [row] = await sql<ChainedRow>('people', `SELECT ${chained} FROM activities WHERE id = $1`, [
    id,
  ])
  return row
}

type Named = { id: number; name: string }

/** What the feed can be filtered by: the types that occur, and who acted. */
export async function listActivityChoices(): Promise<{ types: string[]; actors: Named[] }> {
  const [types, actors] = await Promise.all([
    sql<{ type: string }>(
      'people',
      `WITH RECURSIVE t AS (
         (SELECT type FROM activities ORDER BY type LIMIT 1)
         UNION ALL SELECT (SELECT a.type FROM activities a WHERE a.type > t.type
                            ORDER BY a.type LIMIT 1) FROM t WHERE t.type IS NOT NULL)
       SELECT type FROM t WHERE type IS NOT NULL`,
    ),
    sql<Named>('people', 'SELECT id, name FROM users ORDER BY lower(name), id LIMIT 500'),
  ])
  return { types: types.map(({ type }) => type), actors }
}
