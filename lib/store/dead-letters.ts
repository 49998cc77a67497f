// Lines that could not be stored as what they are: read newest first, put through the door again,
// removed by age.
import { sql, type Tx } from '@/lib/store/db'
import { conditions } from '@/lib/store/results'
import { scopeSql } from '@/lib/store/scope'
import type { DeadLetterReasons, DeadLettersQuery, replayKinds } from '@/lib/wire/dead-letters'
import type { TeamScope } from '@/lib/wire/roles'

type ReplayKind = (typeof replayKinds)[number]

type StoredDeadLetter = {
  id: number
  received_at: Date
  host_id: number
  hostname: string
  display_name: string
  log_type: string
  reason: string
  sample: string
  size_bytes: number
  replay: ReplayKind
  tried_at: Date | null
  tries: number
}

/** A quota's letter tells of no line; of a large line only the beginning was kept. */
const replaySql = `CASE WHEN d.log_type = 'quota' THEN 'no_line'
  WHEN octet_length(d.sample) < d.size_bytes THEN 'cut' ELSE 'possible' END`

type Filters = Pick<DeadLettersQuery, 'host_id' | 'reason'>

function matching(scope: TeamScope, filters: Filters, first: number) {
  const kept = scopeSql(scope, 'h.team_id', first)
  const where = conditions(first + kept.values.length)
  where.add(filters.host_id, (p) => `d.host_id = ${p}`)
  where.add(filters.reason, (p) => `d.reason = ${p}`)
  return { kept, where }
}

/** How many there are in scope; counting stops at `most`. */
export async function countDeadLetters(scope: TeamScope, most: number): Promise<number> {
  const { kept } = matching(scope, {}, 2)
  const [row] = await sql<{ count: number }>(
    'people',
    `SELECT count(*)::int AS count FROM (
       SELECT FROM dead_letters d JOIN hosts h ON h.id = d.host_id WHERE ${kept.text} LIMIT $1) d`,
    [most, ...kept.values],
  )
  return row?.count ?? 0
}

/** `limit` dead letters below the cursor, newest first. */
export function listDeadLetters(
  scope: TeamScope,
  filters: DeadLettersQuery,
): Promise<StoredDeadLetter[]> {
  const { kept, where } = matching(scope, filters, 2)
  where.add(filters.cursor, (p) => `d.id < ${p}`)
  return sql(
    'people',
    `SELECT d.id, d.received_at, d.host_id, h.hostname, h.display_name, d.log_type, d.reason,
            d.sample, d.size_bytes, d.tried_at, d.tries, ${replaySql} AS replay
       FROM dead_letters d JOIN hosts h ON h.id = d.host_id
      WHERE ${kept.text} AND ${where.text()}
      ORDER BY d.id DESC LIMIT $1`,
    [filters.limit, ...kept.values, ...where.values],
  )
}

type ReasonRow = Omit<DeadLetterReasons['reasons'][number], 'first_at' | 'last_at'> & {
  first_at: Date
  last_at: Date
}

/** All that match by reason and log, the most common first. */
export function listDeadLetterReasons(scope: TeamScope, filters: Filters): Promise<ReasonRow[]> {
  const { kept, where } = matching(scope, filters, 1)
  return sql(
    'people',
    `SELECT d.reason, d.log_type, count(*)::int AS lines,
            (count(*) FILTER (WHERE ${replaySql} = 'possible'))::int AS possible,
            count(DISTINCT d.host_id)::int AS hosts,
            min(d.received_at) AS first_at, max(d.received_at) AS last_at
       FROM dead_letters d JOIN hosts h ON h.id = d.host_id
      WHERE ${kept.text} AND ${where.text()}
      GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 100`,
    [...kept.values, ...where.values],
  )
}

export type ReplayLetter = {
  id: number
  host_id: number
  team_id: number | null
  host_identifier: string
  rendering_hash: string | null
  log_type: string
  reason: string
  sample: string
  replay: ReplayKind
}

const letterSql = `SELECT d.id, d.host_id, h.team_id, h.host_identifier, h.rendering_hash, d.log_type,
    d.reason, d.sample, ${replaySql} AS replay
  FROM dead_letters d JOIN hosts h ON h.id = d.host_id`

/** Those of them that are there, whosever they are. */
export function findLetters(ids: readonly number[]): Promise<ReplayLetter[]> {
  return sql('people', `${letterSql} WHERE d.id = ANY($1::bigint[]) ORDER BY d.id`, [ids])
}

/** The next letters that match, oldest first, up to an id. */
export function listLettersToReplay(
  scope: TeamScope,
  filters: Filters,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<ReplayLetter[]> {
  const { kept, where } = matching(scope, filters, 4)
  return sql(
    'people',
    `${letterSql} WHERE d.id > $1 AND d.id <= $2 AND ${kept.text} AND ${where.text()}
      ORDER BY d.id LIMIT $3`,
    [after, upTo, limit, ...kept.values, ...where.values],
  )
}

/** The newest letter's id; 0 when there is none. */
export async function findNewestLetter(): Promise<number> {
  const [row] = await sql<{ id: number }>(
    'people',
    'SELECT coalesce(max(id), 0) AS id FROM dead_letters',
  )
  return row?.id ?? 0
}

/** Takes those letters out; returns the ids of those that were still there. */
export async function removeLetters(tx: Tx, ids: readonly number[]): Promise<number[]> {
  const rows = await tx.sql<{ id: number }>(
    'DELETE FROM dead_letters WHERE id = ANY($1::bigint[]) RETURNING id',
    [ids],
  )
  return rows.map(({ id }) => id)
}

/** Notes that they were refused again, and why. */
export async function updateTried(
  tx: Tx,
  tried: readonly { id: number; reason: string }[],
): Promise<void> {
  if (tried.length === 0) return
  await tx.sql(
    `UPDATE dead_letters d SET tried_at = now(), tries = d.tries + 1, reason = t.reason
       FROM unnest($1::bigint[], $2::text[]) AS t(id, reason) WHERE d.id = t.id`,
    [tried.map(({ id }) => id), tried.map(({ reason }) => reason)],
  )
}

/** Removes the dead letters received more than `days` ago. */
export async function removeOldDeadLetters(days: number): Promise<void> {
  await sql('work', "DELETE FROM dead_letters WHERE received_at < now() - $1 * interval '1 day'", [
    days,
  ])
}
