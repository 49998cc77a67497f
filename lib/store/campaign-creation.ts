// Making campaigns: the row, its first counters, and how many are open. Hosts come from
// `freezeTargets` in the same transaction.
import type { Tx } from '@/lib/store/db'
import type { BoundParameter, Guard, Selected } from '@/lib/wire/campaigns'

type NewCampaign = {
  query_id: number | null
  /** The exact SQL that hosts get. */
  query: string
  name: string
  user_id: number
  selected: Selected
  include_offline: boolean
  newcomers: boolean
  expires_in: number
  /** As it was written, when it had parameters. */
  template?: string | null
  parameters?: readonly BoundParameter[]
  /** Of the template, else of the query. */
  sql_digest?: string | null
  guard?: Guard
  holding?: boolean
  cost_ms?: number | null
  again_of?: number | null
  destinations?: readonly number[]
  run_id?: number | null
  pack_query_id?: number | null
}

/** Makes the row without hosts; `freezeTargets` and `updateTargeted` follow in the transaction. */
export async function insertCampaign(tx: Tx, campaign: NewCampaign): Promise<number> {
  const [row] = await tx.sql<{ id: number }>(
    `INSERT INTO campaigns (query_id, query, name, user_id, selected, include_offline, newcomers,
       expires_at, template, parameters, sql_digest, guard, holding, cost_ms, again_of, destinations,
       run_id, pack_query_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8), $9, $10, $11, $12, $13,
       $14, $15, $16, $17, $18) RETURNING id`,
    [
      campaign.query_id,
      campaign.query,
      campaign.name,
      campaign.user_id,
      JSON.stringify(campaign.selected),
      campaign.include_offline,
      campaign.newcomers,
      campaign.expires_in,
      campaign.template ?? null,
      JSON.stringify(campaign.parameters ?? []),
      campaign.sql_digest ?? null,
      JSON.stringify(campaign.guard ?? {}),
      campaign.holding ?? false,
      campaign.cost_ms ?? null,
      campaign.again_of ?? null,
      campaign.destinations ?? [],
      campaign.run_id ?? null,
      campaign.pack_query_id ?? null,
    ],
  )
  if (!row) throw new Error('INSERT INTO campaigns returned no row')
  return row.id
}

/** Adds hosts that wait to the counters of a campaign whose row is locked or new. */
export async function updateTargeted(tx: Tx, id: number, added: number): Promise<void> {
  await tx.sql(
    'UPDATE campaigns SET targeted = targeted + $2, waiting = waiting + $2 WHERE id = $1',
    [id, added],
  )
}

/** Any number that nothing else locks: campaigns are counted and made one at a time. */
const limitsLock = 4_207_010

/** Lets one launch after another be judged and made, until the transaction ends. */
export async function lockLaunches(tx: Tx): Promise<void> {
  await tx.sql('SELECT pg_advisory_xact_lock($1)', [limitsLock])
}

/**
 * Open campaigns of that person and of all, counted under a lock kept until the transaction ends. The
 * campaigns of one pack run count as one.
 */
export async function findOpenCounts(
  tx: Tx,
  userId: number,
): Promise<{ mine: number; all: number }> {
  await lockLaunches(tx)
  const [row] = await tx.sql<{ mine: number; all: number }>(
    `SELECT count(DISTINCT coalesce(-run_id, id)) FILTER (WHERE user_id = $1) AS mine,
            count(DISTINCT coalesce(-run_id, id)) AS "all"
       FROM campaigns WHERE status IN ('waiting', 'running', 'paused') AND expires_at > now()`,
    [userId],
  )
  return row ?? { mine: 0, all: 0 }
}

/** The newest open campaigns of that person. */
export function listOpenOf(
  tx: Tx,
  userId: number,
  limit: number,
): Promise<{ id: number; name: string; query: string }[]> {
  return tx.sql(
    `SELECT id, name, query FROM campaigns
      WHERE user_id = $1 AND status IN ('waiting', 'running', 'paused') AND expires_at > now()
      ORDER BY id DESC LIMIT $2`,
    [userId, limit],
  )
}

/** Only the canary hosts of a new campaign are asked from now on. */
export async function updateHolding(tx: Tx, id: number): Promise<void> {
  await tx.sql('UPDATE campaigns SET holding = true WHERE id = $1', [id])
}
