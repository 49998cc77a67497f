// Moving everything of one host record to another.
import { sql, type Tx } from '@/lib/store/db'
import { appendHostEvent } from '@/lib/store/host-events'

export type ProvisionalPair = {
  provisional_id: number
  other_id: number
  hostname: string
  provisional_enrolled_ago_ms: number
  provisional_seen_ago_ms: number
  other_seen_ago_ms: number
  other_rhythm_seconds: number
}

const ago = (moment: string) => `(extract(epoch FROM now() - ${moment}) * 1000)::float8`

/**
 * Provisional hosts that were not judged, each with the records that were silent since it enrolled: its
 * rival, and others of the same instance that were alive until then (one of many clones, enrolling
 * anew, may have been compared with another clone). None under the strict policy, and none of those
 * that were parted because both were heard.
 */
export function listProvisional(): Promise<ProvisionalPair[]> {
  return sql<ProvisionalPair>(
    'work',
    `SELECT p.id AS provisional_id, o.id AS other_id, p.hostname,
            ${ago('p.enrolled_at')} AS provisional_enrolled_ago_ms,
            ${ago('ps.seen_at')} AS provisional_seen_ago_ms,
            coalesce(${ago('os.seen_at')}, 'Infinity') AS other_seen_ago_ms,
            coalesce(os.rhythm_seconds, 0) AS other_rhythm_seconds
       FROM hosts p
       JOIN host_seen ps ON ps.host_id = p.id
       JOIN hosts o ON o.id = p.identity_conflict
         OR (o.instance_id = p.instance_id AND p.instance_id <> '' AND o.id <> p.id)
       LEFT JOIN host_seen os ON os.host_id = o.id
      WHERE p.identity_conflict IS NOT NULL AND p.enrolled_at < now() - interval '5 minutes'
        AND (SELECT enrolment_policy FROM settings WHERE id = 1) <> 'strict'
        AND coalesce(os.seen_at, '-infinity') < p.enrolled_at + interval '10 seconds'
        AND (o.id = p.identity_conflict OR (o.hostname = p.hostname AND o.uuid = p.uuid
          AND o.hardware_serial = p.hardware_serial AND os.seen_at > p.enrolled_at
            - make_interval(secs => greatest(300, 3 * os.rhythm_seconds))))
        AND NOT EXISTS (SELECT FROM host_conflicts c
          WHERE c.host_id = p.id AND c.state = 'open' AND c.reason = 'shared_key')
      ORDER BY p.id, o.id <> p.identity_conflict, os.seen_at DESC LIMIT 1000`,
  )
}

/** Locks both records. False when one is gone or the first is compared with nobody. */
export async function lockPair(tx: Tx, provisionalId: number, otherId: number): Promise<boolean> {
  const rows = await tx.sql<{ id: number; identity_conflict: number | null }>(
    'SELECT id, identity_conflict FROM hosts WHERE id = ANY($1) ORDER BY id FOR UPDATE',
    [[provisionalId, otherId]],
  )
  return (
    rows.length === 2 &&
    rows.some((row) => row.id === provisionalId && row.identity_conflict !== null)
  )
}

/** Tables whose rows name the host and may simply name the other. */
const followers = [
  'node_keys',
  'result_lines',
  'status_lines',
  'dead_letters',
  'destination_dead_letters',
  'campaign_results',
  'host_events',
]

/** What both records have a row of: the older record's stays. */
const keyed = [
  ['campaign_hosts', 'campaign_id'],
  ['host_renderings', 'rendering_hash'],
  ['query_hosts', 'pack_query_id'],
  ['result_bases', 'pack_query_id'],
  ['live_costs', 'sql_digest'],
  ['carves', 'carve_guid'],
] as const

/** What the older record has of its own. */
const ownOnly = ['host_schedules', 'result_bases'] as const

async function moveTargets(tx: Tx, fromId: number, intoId: number): Promise<void> {
  await tx.sql(
    `INSERT INTO pack_targets (pack_id, kind, object_id, exclude)
     SELECT pack_id, kind, $2, exclude FROM pack_targets WHERE kind = 'host' AND object_id = $1
     ON CONFLICT DO NOTHING`,
    [fromId, intoId],
  )
  await tx.sql("DELETE FROM pack_targets WHERE kind = 'host' AND object_id = $1", [fromId])
  await tx.sql(
    `INSERT INTO label_verdicts (label_id, host_id, member, since)
     SELECT v.label_id, $2, true, v.since FROM label_verdicts v
       JOIN labels l ON l.id = v.label_id AND l.kind = 'manual' WHERE v.host_id = $1 AND v.member
     ON CONFLICT (label_id, host_id) DO NOTHING`,
    [fromId, intoId],
  )
}

async function keepNewestFacts(tx: Tx, fromId: number, intoId: number): Promise<void> {
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
}

/** Where the states of both begin is not known any more once their lines are one host's. */
async function forgetStateStarts(tx: Tx, fromId: number, intoId: number): Promise<void> {
  await tx.sql(
    `UPDATE query_hosts o SET state_id = NULL, state_at = NULL, state_unix = NULL,
            newest_unix = greatest(o.newest_unix, p.newest_unix, p.last_result_unix)
       FROM query_hosts p WHERE p.host_id = $1 AND o.host_id = $2
        AND o.pack_query_id = p.pack_query_id`,
    [fromId, intoId],
  )
}

/** Moves keys, lines and campaign rows, keeps the newest facts, and removes the emptied record. */
export async function updateHostMerged(tx: Tx, fromId: number, intoId: number): Promise<void> {
  for (const table of followers) {
    await tx.sql(`UPDATE ${table} SET host_id = $2 WHERE host_id = $1`, [fromId, intoId])
  }
  await forgetStateStarts(tx, fromId, intoId)
  for (const [table, key] of keyed) {
    await tx.sql(
      `UPDATE ${table} t SET host_id = $2 WHERE t.host_id = $1
          AND NOT EXISTS (SELECT FROM ${table} o WHERE o.host_id = $2 AND o.${key} = t.${key})`,
      [fromId, intoId],
    )
  }
  await moveTargets(tx, fromId, intoId)
  await keepNewestFacts(tx, fromId, intoId)
  await appendHostEvent(tx, intoId, 'merged', { host_id: fromId })
  await tx.sql(
    `UPDATE hosts SET identity_conflict = $2 WHERE identity_conflict = $1 AND id <> $2`,
    [fromId, intoId],
  )
  for (const table of [...ownOnly, 'host_renderings', 'query_hosts', 'live_costs'])
    await tx.sql(`DELETE FROM ${table} WHERE host_id = $1`, [fromId])
  await tx.sql('DELETE FROM hosts WHERE id = $1', [fromId])
}

/** Says that all keys of the record are of one machine, however they are used. */
export async function updateOneMachine(tx: Tx, hostId: number, one: boolean): Promise<void> {
  await tx.sql('UPDATE hosts SET one_machine = $2 WHERE id = $1', [hostId, one])
}
