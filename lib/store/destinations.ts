// Destinations as they are set up, with what is known of how each goes on. Secrets are sealed before
// they come here. `version` rises with every change from outside, which ends what a worker began.
import { sql, type Tx } from '@/lib/store/db'
import type { DestinationKind } from '@/lib/wire/destination-kinds'
import type { LogType, LooseSettings, WhenFull } from '@/lib/wire/destinations'

export type StoredError = {
  message: string
  at: string
  attempt: number
  /** Null once it went on. */
  next_try_at: string | null
}

/** What a worker needs. */
export type StoredDestination = {
  id: number
  name: string
  kind: DestinationKind
  config: LooseSettings
  secrets: Buffer | null
  secrets_set: Record<string, string>
  /** Null: of every pack. */
  packs: number[] | null
  log_types: LogType[]
  live: boolean
  enabled: boolean
  when_full: WhenFull
  version: number
  result_id: number
  status_id: number
  delivered: number
  retries: number
  shed: number
  last_error: StoredError | null
  last_event: string | null
  last_event_at: Date | null
  created_at: Date
  updated_at: Date
}

const columns = `d.id, d.name, d.kind, d.config, d.secrets, d.secrets_set,
  CASE WHEN d.all_packs THEN NULL ELSE d.filter_packs END AS packs, d.log_types, d.live, d.enabled,
  d.when_full, d.version, d.result_id, d.status_id, d.delivered, d.retries, d.shed, d.last_error,
  d.last_event, d.last_event_at, d.created_at, d.updated_at`

/** With what the list shows besides. */
export type ShownDestination = StoredDestination & {
  dead_letters: number
  /** Of each of the last 60 minutes. */
  delivered_per_minute: number[]
  /** Some process holds its lease. */
  running: boolean
}

const shown = `${columns},
  (SELECT count(*) FROM destination_dead_letters l WHERE l.destination_id = d.id) AS dead_letters,
  ARRAY(SELECT coalesce(m.delivered, 0)
          FROM generate_series(date_trunc('minute', now()) - interval '59 minutes',
                               date_trunc('minute', now()), interval '1 minute') AS g(minute)
          LEFT JOIN destination_minutes m ON m.destination_id = d.id AND m.minute = g.minute
         ORDER BY g.minute) AS delivered_per_minute,
  EXISTS (SELECT 1 FROM leases l WHERE l.name = 'destination:' || d.id AND l.expires_at > now())
    AS running`

/** All of them by name. */
export function listDestinations(): Promise<ShownDestination[]> {
  return sql('people', `SELECT ${shown} FROM destinations d ORDER BY lower(d.name), d.id`)
}

export async function findDestination(id: number): Promise<ShownDestination | undefined> {
  const [row] = await sql<ShownDestination>(
    'people',
    `SELECT ${shown} FROM destinations d WHERE d.id = $1`,
    [id],
  )
  return row
}

/** Locked until the transaction ends. */
export async function findDestinationLocked(
  tx: Tx,
  id: number,
): Promise<StoredDestination | undefined> {
  const [row] = await tx.sql<StoredDestination>(
    `SELECT ${columns} FROM destinations d WHERE d.id = $1 FOR UPDATE`,
    [id],
  )
  return row
}

/** Those that are switched on, for their workers. */
export function listEnabledDestinations(): Promise<StoredDestination[]> {
  return sql('forward', `SELECT ${columns} FROM destinations d WHERE d.enabled ORDER BY d.id`)
}

/** Of these, the ones that are there, and whether they take live answers. */
export function listNamedDestinations(
  ids: readonly number[],
): Promise<{ id: number; live: boolean }[]> {
  return sql('people', 'SELECT id, live FROM destinations WHERE id = ANY($1::int[])', [ids])
}

type Written = Pick<
  StoredDestination,
  'name' | 'config' | 'secrets' | 'secrets_set' | 'packs' | 'log_types' | 'live' | 'enabled'
> & { when_full: WhenFull }

const values = (row: Written) => [
  row.name,
  JSON.stringify(row.config),
  row.secrets,
  JSON.stringify(row.secrets_set),
  row.packs ?? [],
  row.packs === null,
  row.log_types,
  row.live,
  row.enabled,
  row.when_full,
]

export async function nextDestinationId(tx: Tx): Promise<number> {
  const [row] = await tx.sql<{ id: number }>("SELECT nextval('destinations_id_seq') AS id")
  return row?.id ?? 0
}

/** It begins with the next line: what is older comes by a replay. */
export async function insertDestination(
  tx: Tx,
  row: Written & { id: number; kind: DestinationKind },
): Promise<void> {
  await tx.sql(
    `INSERT INTO destinations (name, config, secrets, secrets_set, filter_packs, all_packs, log_types,
                               live, enabled, when_full, id, kind, result_id, status_id)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
            (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM result_lines_id_seq),
            (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM status_lines_id_seq)`,
    [...values(row), row.id, row.kind],
  )
}

/** A change of its settings also forgets how often it was tried in vain. */
export async function updateDestination(tx: Tx, row: Written & { id: number }): Promise<void> {
  await tx.sql(
    `UPDATE destinations
        SET name = $1, config = $2, secrets = $3, secrets_set = $4, filter_packs = $5, all_packs = $6,
            log_types = $7, live = $8, enabled = $9, when_full = $10, version = version + 1,
            last_error = last_error || '{"next_try_at": null, "attempt": 0}', updated_at = now()
      WHERE id = $11`,
    [...values(row), row.id],
  )
}

export async function removeDestination(tx: Tx, id: number): Promise<void> {
  await tx.sql('DELETE FROM destinations WHERE id = $1', [id])
}

/**
 * The destination of another id that writes to that file. Until the transaction ends nobody else can
 * ask for the same file, so that two saves at once cannot both find it free.
 */
export async function lockFileUser(tx: Tx, path: string, id: number): Promise<string | undefined> {
  await tx.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 27))', [path])
  const [row] = await tx.sql<{ name: string }>(
    `SELECT name FROM destinations WHERE kind = 'file' AND config->>'path' = $1 AND id <> $2`,
    [path, id],
  )
  return row?.name
}
