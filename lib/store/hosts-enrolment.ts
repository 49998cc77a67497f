// The rows that an enrolment reads and writes.
import { sql, type Tx } from '@/lib/store/db'
import { noteGaps } from '@/lib/store/host-events'

export type HostFacts = {
  uuid: string
  hardware_serial: string
  instance_id: string
  hostname: string
  display_name: string
  host_identifier: string
  platform: string
  os_name: string
  os_version: string
  osquery_version: string
}

const factNames = [
  'uuid',
  'hardware_serial',
  'instance_id',
  'hostname',
  'display_name',
  'host_identifier',
  'platform',
  'os_name',
  'os_version',
  'osquery_version',
] as const

type CandidateRow = {
  id: number
  uuid: string
  hardware_serial: string
  instance_id: string
  hostname: string
  enrolled_ago_ms: number
  seen_ago_ms: number | null
}

type Proper = { uuid: string; hardware_serial: string; instance_id: string }

/** Makes enrolments with a common identifier wait for one another until their transactions end. */
export async function lockIdentity(tx: Tx, proper: Proper): Promise<void> {
  const names: string[] = []
  if (proper.instance_id) names.push(`instance ${proper.instance_id}`)
  if (proper.uuid && proper.hardware_serial) {
    names.push(`machine ${proper.uuid} ${proper.hardware_serial}`)
  }
  if (names.length === 0) return
  await tx.sql(
    `SELECT pg_advisory_xact_lock(key) FROM (
       SELECT DISTINCT hashtextextended(n, 7) AS key FROM unnest($1::text[]) AS n ORDER BY 1) locks`,
    [names],
  )
}

/**
 * Records that share the instance, or both uuid and serial: those of the same name and the newest
 * when there are many. Case does not count, so the indexes on the columns themselves serve only because
 * agents write both cases of the same text.
 */
export function listCandidates(tx: Tx, proper: Proper, raw: HostFacts): Promise<CandidateRow[]> {
  return tx.sql<CandidateRow>(
    `SELECT h.id, h.uuid, h.hardware_serial, h.instance_id, h.hostname,
            (extract(epoch FROM now() - h.last_enrolled_at) * 1000)::float8 AS enrolled_ago_ms,
            (extract(epoch FROM now() - s.seen_at) * 1000)::float8 AS seen_ago_ms
       FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id
      WHERE h.instance_id = ANY($1::text[])
         OR (h.uuid = ANY($2::text[]) AND h.hardware_serial = $3 AND $3 <> '')
      ORDER BY lower(h.hostname) = lower($4) DESC, h.last_enrolled_at DESC, h.id LIMIT 100`,
    [
      spellings(proper.instance_id, raw.instance_id),
      proper.hardware_serial ? spellings(proper.uuid, raw.uuid) : [],
      proper.hardware_serial ? raw.hardware_serial : '',
      raw.hostname,
    ],
  )
}

function spellings(proper: string, raw: string): string[] {
  return proper === '' ? [] : [...new Set([raw, proper, proper.toUpperCase()])]
}

export async function insertHost(
  tx: Tx,
  facts: HostFacts,
  own: { team_id: number | null; identity_conflict: number | null },
): Promise<number> {
  const values = factNames.map((name) => facts[name])
  const slots = factNames.map((_, index) => `$${index + 3}`).join(', ')
  const [row] = await tx.sql<{ id: number }>(
    `INSERT INTO hosts (team_id, identity_conflict, ${factNames.join(', ')})
     VALUES ($1, $2, ${slots}) RETURNING id`,
    [own.team_id, own.identity_conflict, ...values],
  )
  if (!row) throw new Error('INSERT returned no row')
  return row.id
}

type MadeAlike = { id: number; hostname: string; platform: string; os_name: string }

/** A provisional record with the same claims, rival of the first, of the team of the keys' secret. */
export async function insertHostAlike(
  tx: Tx,
  hostId: number,
  keyIds: readonly number[],
): Promise<MadeAlike | undefined> {
  const names = factNames.join(', ')
  const [row] = await tx.sql<MadeAlike>(
    `INSERT INTO hosts (team_id, identity_conflict, ${names})
     SELECT (SELECT e.team_id FROM node_keys k JOIN enroll_secrets e ON e.id = k.enroll_secret_id
              WHERE k.id = ANY($2::int[]) ORDER BY k.id LIMIT 1), id, ${names}
       FROM hosts WHERE id = $1
     RETURNING id, hostname, platform, os_name`,
    [hostId, keyIds],
  )
  return row
}

/** Overwrites what the host says of itself; empty claims leave what is known. */
export async function updateHostFacts(tx: Tx, hostId: number, facts: HostFacts): Promise<void> {
  const given = factNames.filter((name) => facts[name] !== '' && facts[name] !== 'unknown')
  const sets = given.map((name, index) => `${name} = $${index + 2}`)
  await tx.sql(
    `UPDATE hosts SET ${['last_enrolled_at = now()', ...sets].join(', ')} WHERE id = $1`,
    [hostId, ...given.map((name) => facts[name])],
  )
}

/** An enrolment is a call. */
export async function updateHostSeen(tx: Tx, hostId: number, address: string): Promise<void> {
  await tx.sql(
    `WITH heard_now AS (SELECT $1::int AS host_id, now() AS seen_at), gaps AS (${noteGaps})
     INSERT INTO host_seen (host_id, address) VALUES ($1, $2)
     ON CONFLICT (host_id) DO UPDATE SET seen_at = now(), address = excluded.address`,
    [hostId, address],
  )
}

/** Makes the host a member of exactly these built-in labels. */
export async function updateBuiltInLabels(tx: Tx, hostId: number, names: string[]): Promise<void> {
  await tx.sql(
    `INSERT INTO label_verdicts (label_id, host_id, member, version)
     SELECT l.id, $1, l.name = ANY($2::text[]), l.version FROM labels l
      WHERE l.kind = 'builtin'
        AND (l.name = ANY($2) OR EXISTS (SELECT FROM label_verdicts v
               WHERE v.label_id = l.id AND v.host_id = $1))
     ON CONFLICT (label_id, host_id) DO UPDATE
        SET member = excluded.member, version = excluded.version, evaluated_at = now(),
            since = CASE WHEN label_verdicts.member = excluded.member
                         THEN label_verdicts.since ELSE now() END`,
    [hostId, names],
  )
}

export async function findEnrolmentPolicy(tx: Tx): Promise<string> {
  const [row] = await tx.sql<{ enrolment_policy: string }>(
    'SELECT enrolment_policy FROM settings WHERE id = 1',
  )
  return row?.enrolment_policy ?? 'grace'
}

/**
 * Takes the end from a superseded key that is still in use a minute after another was issued.
 * Says whether it did.
 */
export async function updateKeyKept(keyId: number): Promise<boolean> {
  const rows = await sql(
    'work',
    `UPDATE node_keys SET valid_until = NULL, superseded_at = NULL
      WHERE id = $1 AND revoked_at IS NULL AND valid_until > now()
        AND superseded_at < now() - interval '60 seconds'
     RETURNING id`,
    [keyId],
  )
  return rows.length > 0
}

export async function updateLoggerMaxLines(
  tx: Tx,
  hostId: number,
  lines: number | null,
): Promise<void> {
  await tx.sql('UPDATE hosts SET logger_max_lines = $2 WHERE id = $1', [hostId, lines])
}
