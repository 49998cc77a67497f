// Node keys and what the agents' hot path knows of their hosts. Keys are stored and looked up by
// SHA-256 only.
import { prepared, sql, type Tx } from '@/lib/store/db'

export type KnownHostRow = {
  key_hash: Buffer
  key_id: number
  valid_for_ms: number | null
  /** An older key of the same host is in use beside this one. */
  shared: boolean
  id: number
  team_id: number | null
  platform: string
  os_name: string
  hostname: string
  host_identifier: string
  osquery_version: string
  labels: number[]
  labels_version: number
  labels_evaluated_at_ms: number
  detail_updated_at_ms: number
  refetch: boolean
  renderings: string[]
  rendering_hash: string | null
  config_served_at_ms: number
  logger_max_lines: number | null
  seen_ago_ms: number | null
  rhythm_seconds: number
}

/** SQL over `h`: whether keys used side by side part the record; not where that is on purpose. */
const mayPart = `NOT h.one_machine
  AND (SELECT enrolment_policy FROM settings WHERE id = 1) <> 'open'`

const findKnown = `
SELECT k.key_hash, k.id AS key_id,
       (extract(epoch FROM k.valid_until - now()) * 1000)::float8 AS valid_for_ms,
       (${mayPart} AND k.valid_until IS NULL AND EXISTS (SELECT FROM node_keys o
          WHERE o.host_id = k.host_id AND o.id < k.id AND o.valid_until IS NULL
            AND o.revoked_at IS NULL)) AS shared,
       h.id, h.team_id, h.platform, h.os_name, h.hostname, h.host_identifier,
       h.osquery_version,
       ARRAY(SELECT v.label_id FROM label_verdicts v WHERE v.host_id = h.id AND v.member
              ORDER BY v.label_id) AS labels,
       h.labels_version,
       coalesce(extract(epoch FROM h.labels_evaluated_at) * 1000, 0)::float8
         AS labels_evaluated_at_ms,
       coalesce(extract(epoch FROM h.detail_updated_at) * 1000, 0)::float8 AS detail_updated_at_ms,
       (h.refetch_requested_at IS NOT NULL
         AND h.refetch_requested_at > coalesce(h.detail_updated_at, '-infinity')) AS refetch,
       ARRAY(SELECT r.rendering_hash FROM host_renderings r
              WHERE r.host_id = h.id AND r.served_at > now() - interval '30 days'
              ORDER BY r.served_at DESC LIMIT 64) AS renderings,
       h.rendering_hash,
       coalesce(extract(epoch FROM h.config_served_at) * 1000, 0)::float8 AS config_served_at_ms,
       h.logger_max_lines,
       (extract(epoch FROM now() - s.seen_at) * 1000)::float8 AS seen_ago_ms,
       coalesce(s.rhythm_seconds, 0) AS rhythm_seconds
  FROM node_keys k
  JOIN hosts h ON h.id = k.host_id
  LEFT JOIN host_seen s ON s.host_id = h.id
 WHERE k.key_hash = ANY($1::bytea[])
   AND k.revoked_at IS NULL AND (k.valid_until IS NULL OR k.valid_until > now())`

/** The hosts of those keys that are neither unknown, revoked nor expired. */
export function findKnownHosts(keyHashes: Buffer[]): Promise<KnownHostRow[]> {
  return prepared<KnownHostRow>('agents', 'find-known-hosts', findKnown, [keyHashes])
}

type NewKey = { key_hash: Buffer; host_id: number; enroll_secret_id: number | null }

export async function insertNodeKey(tx: Tx, key: NewKey): Promise<void> {
  await tx.sql('INSERT INTO node_keys (key_hash, host_id, enroll_secret_id) VALUES ($1, $2, $3)', [
    key.key_hash,
    key.host_id,
    key.enroll_secret_id,
  ])
}

/**
 * Lets every valid key of the host end after that many seconds, or after three of its rhythms where
 * it calls more seldom; never prolongs one.
 */
export async function endNodeKeys(tx: Tx, hostId: number, seconds: number): Promise<void> {
  await tx.sql(
    `UPDATE node_keys k
        SET valid_until = least(k.valid_until, now() + make_interval(secs => greatest($2,
              3 * coalesce((SELECT rhythm_seconds FROM host_seen WHERE host_id = $1), 0)))),
            superseded_at = coalesce(k.superseded_at, now())
      WHERE k.host_id = $1 AND k.revoked_at IS NULL`,
    [hostId, seconds],
  )
}

/** Locks the host; says whether the key is still its, does not end, and an older one does not either. */
export async function isKeyShared(tx: Tx, keyId: number, hostId: number): Promise<boolean> {
  await tx.sql('SELECT 1 FROM hosts WHERE id = $1 FOR UPDATE', [hostId])
  const rows = await tx.sql(
    `SELECT 1 FROM node_keys k JOIN hosts h ON h.id = k.host_id AND ${mayPart}
       JOIN node_keys o ON o.host_id = k.host_id AND o.id < k.id AND o.valid_until IS NULL
         AND o.revoked_at IS NULL
      WHERE k.id = $1 AND k.host_id = $2 AND k.valid_until IS NULL AND k.revoked_at IS NULL
      LIMIT 1`,
    [keyId, hostId],
  )
  return rows.length > 0
}

/** The keys that work of a host, locked. */
export async function lockKeysOf(tx: Tx, hostId: number): Promise<number[]> {
  const rows = await tx.sql<{ id: number }>(
    `SELECT id FROM node_keys WHERE host_id = $1 AND revoked_at IS NULL
        AND (valid_until IS NULL OR valid_until > now()) ORDER BY id FOR UPDATE`,
    [hostId],
  )
  return rows.map(({ id }) => id)
}

/** Moves keys of one host to another, where they do not end. Returns which. */
export async function updateKeysMoved(
  tx: Tx,
  keyIds: readonly number[],
  { from, into }: { from: number; into: number },
): Promise<number[]> {
  const rows = await tx.sql<{ id: number }>(
    `UPDATE node_keys SET host_id = $3, valid_until = NULL, superseded_at = NULL
      WHERE id = ANY($1::int[]) AND host_id = $2 AND revoked_at IS NULL
        AND (valid_until IS NULL OR valid_until > now()) RETURNING id`,
    [keyIds, from, into],
  )
  return rows.map(({ id }) => id)
}

/** Ends what a stopped server left: keys that ended over a week ago, in one bounded statement. */
export async function removeEndedKeys(): Promise<void> {
  await sql(
    'work',
    `DELETE FROM node_keys WHERE id IN (
       SELECT id FROM node_keys
        WHERE least(revoked_at, valid_until) < now() - interval '7 days' LIMIT 10000)`,
  )
}
