// The one row of settings.
import { sql, type Tx } from '@/lib/store/db'
import type { SettingsRow } from '@/lib/wire/config'

const columns =
  'org_name, server_url, agent_options, limits, security, hosts, carves, enrolment_policy'

export async function findSettings(): Promise<SettingsRow> {
  const [row] = await sql<SettingsRow>('people', `SELECT ${columns} FROM settings WHERE id = 1`)
  if (!row) throw new Error('the settings row is missing')
  return row
}

/** With the row locked until the transaction ends. */
export async function findSettingsLocked(tx: Tx): Promise<SettingsRow> {
  const [row] = await tx.sql<SettingsRow>(`SELECT ${columns} FROM settings WHERE id = 1 FOR UPDATE`)
  if (!row) throw new Error('the settings row is missing')
  return row
}

export async function updateSettings(tx: Tx, settings: SettingsRow): Promise<void> {
  await tx.sql(
    `UPDATE settings SET org_name = $1, server_url = $2, agent_options = $3, limits = $4,
            enrolment_policy = $5, security = $6, hosts = $7, carves = $8, updated_at = now()
      WHERE id = 1`,
    [
      settings.org_name,
      settings.server_url,
      JSON.stringify(settings.agent_options),
      JSON.stringify(settings.limits),
      settings.enrolment_policy,
      JSON.stringify(settings.security),
      JSON.stringify(settings.hosts),
      JSON.stringify(settings.carves),
    ],
  )
}

type SetupState = { set_up: boolean; setup_token_hash: Buffer | null }

export async function findSetupState(): Promise<SetupState> {
  const [row] = await sql<SetupState>(
    'people',
    'SELECT set_up_at IS NOT NULL AS set_up, setup_token_hash FROM settings WHERE id = 1',
  )
  return row ?? { set_up: false, setup_token_hash: null }
}

export async function updateSetupTokenHash(hash: Buffer): Promise<void> {
  await sql(
    'people',
    'UPDATE settings SET setup_token_hash = $1 WHERE id = 1 AND set_up_at IS NULL',
    [hash],
  )
}

/** Closes set-up for good. Returns false when somebody else just did; that one waits for a commit. */
export async function updateSetUp(
  tx: Tx,
  given: { org_name: string | null; server_url: string | null },
): Promise<boolean> {
  const rows = await tx.sql(
    `UPDATE settings SET set_up_at = now(), setup_token_hash = NULL, updated_at = now(),
            org_name = COALESCE($1, org_name), server_url = COALESCE($2, server_url)
      WHERE id = 1 AND set_up_at IS NULL RETURNING id`,
    [given.org_name, given.server_url],
  )
  return rows.length > 0
}

/** Every cached configuration becomes stale at this transaction's commit. */
export async function updateConfigurationVersion(tx: Tx): Promise<void> {
  await tx.sql('UPDATE settings SET configuration_version = configuration_version + 1 WHERE id = 1')
}

type Installation = {
  instances: { role: string; count: number }[]
  database_version: string
  database_bytes: number
  schema: string
  migrations: number
  migrated_at: Date | null
}

/** What all instances share. Each has one connection that listens, named by its role. */
export async function findInstallation(): Promise<Installation> {
  const [row] = await sql<Installation>(
    'people',
    `SELECT current_setting('server_version') AS database_version,
            pg_database_size(current_database()) AS database_bytes,
            COALESCE((SELECT max(migration_name) FROM _prisma_migrations), 'none') AS schema,
            (SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL) AS migrations,
            (SELECT max(finished_at) FROM _prisma_migrations) AS migrated_at,
            COALESCE((SELECT jsonb_agg(jsonb_build_object('role', b.role, 'count', b.n) ORDER BY b.role)
               FROM (SELECT substr(application_name, 12) AS role, count(*) AS n FROM pg_stat_activity
                      WHERE datname = current_database() AND application_name LIKE 'muster bus %'
                      GROUP BY 1) b), '[]') AS instances`,
  )
  if (!row) throw new Error('the database told nothing of itself')
  return row
}
