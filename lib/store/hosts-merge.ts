// Moving everything of one host record to another.
import { sql, type Tx } from '@/lib/store/db'

type ProvisionalPair = {
  provisional_id: number
  other_id: number
  hostname: string
  provisional_enrolled_ago_ms: number
  provisional_seen_ago_ms: number
  other_seen_ago_ms: number
  other_rhythm_seconds: number
}

const ago = (moment: string) => `(extract(epoch FROM now() - ${moment}) * 1000)::float8`

/** Hosts that enrolled as provisional and have not been judged; none under the strict policy. */
export function listProvisional(): Promise<ProvisionalPair[]> {
  return sql<ProvisionalPair>(
    'work',
    `SELECT p.id AS provisional_id, o.id AS other_id, p.hostname,
            ${ago('p.enrolled_at')} AS provisional_enrolled_ago_ms,
            ${ago('ps.seen_at')} AS provisional_seen_ago_ms,
            coalesce(${ago('os.seen_at')}, 'Infinity') AS other_seen_ago_ms,
            coalesce(os.rhythm_seconds, 0) AS other_rhythm_seconds
       FROM hosts p
       JOIN hosts o ON o.id = p.identity_conflict
       JOIN host_seen ps ON ps.host_id = p.id
       LEFT JOIN host_seen os ON os.host_id = o.id
      WHERE p.enrolled_at < now() - interval '5 minutes'
        AND (SELECT enrolment_policy FROM settings WHERE id = 1) <> 'strict'
      ORDER BY p.id LIMIT 1000`,
  )
}

/** Locks both records. False when one is gone or they no longer conflict. */
export async function lockPair(tx: Tx, provisionalId: number, otherId: number): Promise<boolean> {
  const rows = await tx.sql<{ id: number; identity_conflict: number | null }>(
    'SELECT id, identity_conflict FROM hosts WHERE id = ANY($1) ORDER BY id FOR UPDATE',
    [[provisionalId, otherId]],
  )
  return rows.some((row) => row.id === provisionalId && row.identity_conflict === otherId)
}

/** Tables whose rows name the host and may simply name the other. */
const followers = ['node_keys', 'result_lines', 'status_lines', 'dead_letters', 'campaign_results']

/** What both records have a row of: the older record's stays. */
const keyed = [
  ['campaign_hosts', 'campaign_id'],
  ['host_renderings', 'rendering_hash'],
] as const

/** Moves keys, lines and campaign rows, keeps the newest facts, and removes the emptied record. */
export async function updateHostMerged(tx: Tx, fromId: number, intoId: number): Promise<void> {
  for (const table of followers) {
    await tx.sql(`UPDATE ${table} SET host_id = $2 WHERE host_id = $1`, [fromId, intoId])
  }
  for (const [table, key] of keyed) {
    await tx.sql(
      `UPDATE ${table} t SET host_id = $2 WHERE t.host_id = $1
          AND NOT EXISTS (SELECT FROM ${table} o WHERE o.host_id = $2 AND o.${key} = t.${key})`,
      [fromId, intoId],
    )
  }
  await tx.sql(
    `UPDATE host_seen o SET seen_at = greatest(o.seen_at, p.seen_at), address = p.address
       FROM host_seen p WHERE p.host_id = $1 AND o.host_id = $2`,
    [fromId, intoId],
  )
  await tx.sql(
    `UPDATE hosts o
        SET uuid = p.uuid, hardware_serial = p.hardware_serial, instance_id = p.instance_id,
            hostname = p.hostname, display_name = p.display_name,
            host_identifier = p.host_identifier, platform = p.platform, os_name = p.os_name,
            os_version = p.os_version, osquery_version = p.osquery_version,
            last_enrolled_at = p.last_enrolled_at, vitals = o.vitals || p.vitals
       FROM hosts p WHERE p.id = $1 AND o.id = $2`,
    [fromId, intoId],
  )
  await tx.sql('UPDATE hosts SET identity_conflict = $2 WHERE identity_conflict = $1', [
    fromId,
    intoId,
  ])
  await tx.sql('DELETE FROM host_renderings WHERE host_id = $1', [fromId])
  await tx.sql('DELETE FROM hosts WHERE id = $1', [fromId])
}
