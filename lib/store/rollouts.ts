// Rollouts, their events, and what the hosts of a pack run by the hash that they reported.
import { sql, type Tx } from '@/lib/store/db'
import type { Gate, GateLimits, GateName, Rollout } from '@/lib/wire/rollouts'

/** `waived` holds the values that a person let pass; a gate trips again only beyond them. */
export type StoredGates = { limits: GateLimits; waived: Partial<Record<GateName, number>> }

export type RolloutRow = {
  id: number
  pack_id: number
  from: number
  to: number
  share: number | null
  label_id: number | null
  label: string | null
  state: Rollout['state']
  reason: string | null
  gates: StoredGates
  verdicts: Gate[]
  judged_at: Date | null
  widened_at: Date
  created_at: Date
  ended_at: Date | null
  author: string | null
  events: Rollout['events']
}

const columns = `
  r.id, r.pack_id, r."from", r."to", r.share, r.label_id, l.name AS label, r.state, r.reason, r.gates,
  r.verdicts, r.judged_at, r.widened_at, r.created_at, r.ended_at, u.name AS author,
  coalesce((SELECT jsonb_agg(jsonb_build_object('at', e.created_at, 'type', e.type,
      'actor', e.actor_name, 'details', e.details) ORDER BY e.id)
    FROM rollout_events e WHERE e.rollout_id = r.id), '[]') AS events`

const from = `rollouts r LEFT JOIN labels l ON l.id = r.label_id LEFT JOIN users u ON u.id = r.author_id`

const rolloutsListed = 20

/** The last rollouts of a pack, newest first. */
export function listRollouts(packId: number): Promise<RolloutRow[]> {
  return sql<RolloutRow>(
    'people',
    `SELECT ${columns} FROM ${from} WHERE r.pack_id = $1 ORDER BY r.id DESC LIMIT $2`,
    [packId, rolloutsListed],
  )
}

/** Those to be judged. */
export function listRunningRollouts(): Promise<RolloutRow[]> {
  return sql<RolloutRow>('work', `SELECT ${columns} FROM ${from} WHERE r.state = 'running'`)
}

export async function findRollout(id: number): Promise<RolloutRow | null> {
  const [row] = await sql<RolloutRow>('people', `SELECT ${columns} FROM ${from} WHERE r.id = $1`, [
    id,
  ])
  return row ?? null
}

/** The rollout, locked until the transaction ends. */
export async function lockRollout(
  tx: Tx,
  id: number,
): Promise<Pick<
  RolloutRow,
  'id' | 'pack_id' | 'from' | 'to' | 'share' | 'state' | 'gates'
> | null> {
  const [row] = await tx.sql<RolloutRow>(
    'SELECT id, pack_id, "from", "to", share, state, gates FROM rollouts WHERE id = $1 FOR UPDATE',
    [id],
  )
  return row ?? null
}

export async function hasRevision(tx: Tx, packId: number, number: number): Promise<boolean> {
  const rows = await tx.sql('SELECT 1 FROM pack_revisions WHERE pack_id = $1 AND number = $2', [
    packId,
    number,
  ])
  return rows.length > 0
}

type NewRollout = Pick<RolloutRow, 'pack_id' | 'from' | 'to' | 'share' | 'label_id' | 'gates'> & {
  author_id: number
}

export async function insertRollout(tx: Tx, rollout: NewRollout): Promise<number> {
  const [row] = await tx.sql<{ id: number }>(
    `INSERT INTO rollouts (pack_id, "from", "to", share, label_id, gates, author_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [
      rollout.pack_id,
      rollout.from,
      rollout.to,
      rollout.share,
      rollout.label_id,
      JSON.stringify(rollout.gates),
      rollout.author_id,
    ],
  )
  if (!row) throw new Error('The rollout was not inserted')
  return row.id
}

/** Moves a rollout to a state, with the reason that is shown. Ends it where the state is an end. */
export async function updateRolloutState(
  tx: Tx,
  id: number,
  state: Rollout['state'],
  reason: string | null,
): Promise<void> {
  await tx.sql(
    `UPDATE rollouts SET state = $2::rollout_state, reason = $3,
       ended_at = CASE WHEN $2 IN ('promoted', 'rolled_back') THEN now() END
     WHERE id = $1`,
    [id, state, reason],
  )
}

export async function updateRolloutShare(tx: Tx, id: number, share: number): Promise<void> {
  await tx.sql('UPDATE rollouts SET share = $2, widened_at = now() WHERE id = $1', [id, share])
}

export async function updateRolloutGates(tx: Tx, id: number, gates: StoredGates): Promise<void> {
  await tx.sql('UPDATE rollouts SET gates = $2 WHERE id = $1', [id, JSON.stringify(gates)])
}

export async function updateVerdicts(tx: Tx, id: number, verdicts: Gate[]): Promise<void> {
  await tx.sql('UPDATE rollouts SET verdicts = $2, judged_at = now() WHERE id = $1', [
    id,
    JSON.stringify(verdicts),
  ])
}

export async function appendRolloutEvent(
  tx: Tx,
  id: number,
  event: { type: string; actor_name: string; details: Record<string, unknown> },
): Promise<void> {
  await tx.sql(
    'INSERT INTO rollout_events (rollout_id, type, actor_name, details) VALUES ($1, $2, $3, $4)',
    [id, event.type, event.actor_name, JSON.stringify(event.details)],
  )
}
