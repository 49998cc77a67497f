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
