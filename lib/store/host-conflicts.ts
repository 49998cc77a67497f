// Pairs of records that claim one identity: what is kept of each pair, and both sides as they are now.
import { sql, type Tx } from '@/lib/store/db'
import { statusSql } from '@/lib/store/hosts-filter'
import { scopeSql } from '@/lib/store/scope'
import type {
  ConflictCounts,
  ConflictHost,
  ConflictListQuery,
  ConflictReason,
  ConflictState,
} from '@/lib/wire/host-conflicts'
import { containing } from '@/lib/wire/paging'
import type { TeamScope } from '@/lib/wire/roles'

type NewConflict = {
  host_id: number
  other_id: number
  reason: ConflictReason
  address: string
}

/** Keeps a new pair, with where and when the other was heard last. */
export async function insertConflict(tx: Tx, pair: NewConflict): Promise<void> {
  await tx.sql(
    `INSERT INTO host_conflicts (host_id, other_id, reason, address, other_address, other_seen_at)
     SELECT $1, o.id, $3, $4, coalesce(s.address, ''), s.seen_at
       FROM hosts o LEFT JOIN host_seen s ON s.host_id = o.id WHERE o.id = $2`,
    [pair.host_id, pair.other_id, pair.reason, pair.address],
  )
}

/** Keeps pairs that an instance of an older version made and did not keep. */
export async function insertMissingConflicts(): Promise<void> {
  await sql(
    'work',
    `INSERT INTO host_conflicts (host_id, other_id, created_at)
     SELECT p.id, p.identity_conflict, p.enrolled_at FROM hosts p
      WHERE p.identity_conflict IS NOT NULL AND NOT EXISTS (SELECT FROM host_conflicts c
              WHERE c.host_id = p.id AND c.state = 'open')`,
  )
}

type Side = Omit<ConflictHost, 'seen_time' | 'enrolled_at'> & {
  seen_time: string | null
  enrolled_at: string
}

export type ConflictRow = {
  id: number
  host_id: number
  other_id: number
  state: ConflictState
  reason: ConflictReason
  created_at: Date
  address: string
  other_address: string
  other_seen_at: Date | null
  decided_at: Date | null
  decided_by: string | null
  moved_keys: number[]
  policy: string
  /** Null when the record is gone. */
  host: Side | null
  other: Side | null
}

const side = (h: string, s: string, t: string) => `
  CASE WHEN ${h}.id IS NOT NULL THEN jsonb_build_object(
    'id', ${h}.id, 'hostname', ${h}.hostname, 'display_name', coalesce(nullif(${h}.display_name, ''),
      nullif(${h}.hostname, ''), nullif(${h}.host_identifier, ''), 'host ' || ${h}.id),
    'uuid', ${h}.uuid, 'hardware_serial', ${h}.hardware_serial, 'instance_id', ${h}.instance_id,
    'platform', ${h}.platform, 'os_version', trim(${h}.os_name || ' ' || ${h}.os_version),
    'osquery_version', ${h}.osquery_version, 'team_id', ${h}.team_id, 'team_name', ${t}.name,
    'enrolled_at', ${h}.enrolled_at, 'seen_time', ${s}.seen_at,
    'address', coalesce(${s}.address, ''), 'rhythm_seconds', coalesce(${s}.rhythm_seconds, 0),
    'status', ${statusSql.replace(/\b[hs]\./g, (name) => (name === 'h.' ? `${h}.` : `${s}.`))},
    'enroll_secrets', coalesce((SELECT jsonb_agg(DISTINCT e.name) FROM node_keys k
       JOIN enroll_secrets e ON e.id = k.enroll_secret_id WHERE k.host_id = ${h}.id), '[]'),
    'keys', (SELECT count(*) FROM node_keys k WHERE k.host_id = ${h}.id AND k.revoked_at IS NULL
       AND (k.valid_until IS NULL OR k.valid_until > now()))) END`

const columns = `c.id, c.host_id, c.other_id, c.reason, c.created_at, c.address, c.other_address,
  c.other_seen_at, c.decided_at, c.decided_by, c.moved_keys, ${stateSql()} AS state,
  (SELECT enrolment_policy FROM settings WHERE id = 1) AS policy,
  ${side('p', 'ps', 'pt')} AS host, ${side('o', 'os', 'ot')} AS other`

const from = `FROM host_conflicts c
  LEFT JOIN hosts p ON p.id = c.host_id LEFT JOIN hosts o ON o.id = c.other_id
  LEFT JOIN host_seen ps ON ps.host_id = p.id LEFT JOIN host_seen os ON os.host_id = o.id
  LEFT JOIN teams pt ON pt.id = p.team_id LEFT JOIN teams ot ON ot.id = o.team_id`

/** An open pair one of whose records is gone has settled itself. */
function stateSql(): string {
  return `CASE WHEN c.state = 'open' AND p.identity_conflict IS DISTINCT FROM c.other_id
    THEN 'gone' ELSE c.state END`
}

/** Pairs of which the reader sees at least one record; the values of `scope` come first. */
function within(scope: TeamScope): { text: string; values: unknown[] } {
  const first = scopeSql(scope, 'p.team_id', 1)
  const second = scopeSql(scope, 'o.team_id', 1)
  return { text: `(${first.text} OR ${second.text})`, values: first.values }
}

/** A page of the pairs in scope, the newest first, and how many there are. */
export async function listConflicts(
  scope: TeamScope,
  { page, per_page, state, host_id, team_id, query }: ConflictListQuery,
): Promise<{ rows: ConflictRow[]; count: number }> {
  const seen = within(scope)
  const at = (place: number) => `$${seen.values.length + place}`
  const named = ['hostname', 'display_name', 'uuid', 'hardware_serial', 'instance_id']
    .flatMap((name) => [`p.${name} ILIKE ${at(3)}`, `o.${name} ILIKE ${at(3)}`])
    .join(' OR ')
  const where = `WHERE ${seen.text} AND (${at(1)}::text IS NULL OR ${stateSql()} = ${at(1)})
    AND (${at(2)}::int IS NULL OR c.host_id = ${at(2)} OR c.other_id = ${at(2)})
    AND (${at(3)}::text IS NULL OR ${named})
    AND (${at(4)}::int IS NULL OR p.team_id = ${at(4)} OR o.team_id = ${at(4)})`
  const values = [
    ...seen.values,
    state ?? null,
    host_id ?? null,
    query === '' ? null : containing(query),
    team_id ?? null,
  ]
  const [rows, totals] = await Promise.all([
    sql<ConflictRow>(
      'people',
      `SELECT ${columns} ${from} ${where} ORDER BY c.created_at DESC, c.id DESC
       LIMIT ${at(5)} OFFSET ${at(6)}`,
      [...values, per_page, page * per_page],
    ),
    sql<{ count: number }>('people', `SELECT count(*)::int AS count ${from} ${where}`, values),
  ])
  return { rows, count: totals[0]?.count ?? 0 }
}

/** How many pairs in scope are open, and how many were settled each way. */
export async function countConflicts(scope: TeamScope): Promise<ConflictCounts> {
  const seen = within(scope)
  const of = (state: ConflictState) =>
    `(count(*) FILTER (WHERE state = '${state}'))::int AS ${state}`
  const [row] = await sql<ConflictCounts>(
    'people',
    `SELECT ${of('open')}, ${of('merged')}, ${of('kept_both')}, ${of('gone')}
       FROM (SELECT ${stateSql()} AS state ${from} WHERE ${seen.text}) counted`,
    seen.values,
  )
  return row ?? { open: 0, merged: 0, kept_both: 0, gone: 0 }
}

/** One pair, whoever owns its hosts: the caller authorises on both. */
export async function findConflict(id: number): Promise<ConflictRow | undefined> {
  const [row] = await sql<ConflictRow>('people', `SELECT ${columns} ${from} WHERE c.id = $1`, [id])
  return row
}

type HeldConflict = Pick<ConflictRow, 'id' | 'other_id' | 'state' | 'moved_keys'>

/** Every pair that a record is or was in, held until the transaction ends: before the records are. */
export function lockConflictsOf(tx: Tx, hostId: number): Promise<HeldConflict[]> {
  return tx.sql<HeldConflict>(
    `SELECT id, other_id, state, moved_keys FROM host_conflicts
      WHERE host_id = $1 OR other_id = $1 ORDER BY id FOR UPDATE`,
    [hostId],
  )
}

/** Settles an open pair as two machines. */
export async function updateConflictKept(tx: Tx, id: number, decidedBy: string): Promise<void> {
  await tx.sql(
    `UPDATE host_conflicts SET state = 'kept_both', decided_by = $2, decided_at = now()
      WHERE id = $1`,
    [id, decidedBy],
  )
}

/** Settles the open pair of a record as merged into that one, whoever asked. */
export async function updateConflictsMerged(
  tx: Tx,
  { from: fromId, into }: { from: number; into: number },
  { decided_by, moved_keys }: { decided_by: string; moved_keys: number[] },
): Promise<void> {
  await tx.sql(
    `UPDATE host_conflicts SET state = 'merged', other_id = $2, decided_at = now(), decided_by = $3,
            moved_keys = $4
      WHERE host_id = $1 AND state = 'open'`,
    [fromId, into, decided_by, moved_keys],
  )
  // Whoever else was compared with the record that went is compared with the one that stays.
  await tx.sql(
    `UPDATE host_conflicts SET other_id = $2
      WHERE other_id = $1 AND host_id <> $2 AND state = 'open'`,
    [fromId, into],
  )
}

/** Compares a pair again, the second record being another one now. */
export async function updateConflictOpen(tx: Tx, id: number, hostId: number): Promise<void> {
  await tx.sql(
    `UPDATE host_conflicts SET state = 'open', host_id = $2, decided_at = NULL, decided_by = NULL,
            moved_keys = '{}' WHERE id = $1`,
    [id, hostId],
  )
}

/** Says whose record a provisional one may be; null: it stands by itself. */
export async function updateRival(tx: Tx, hostId: number, otherId: number | null): Promise<void> {
  await tx.sql('UPDATE hosts SET identity_conflict = $2 WHERE id = $1', [hostId, otherId])
}
