// Writes what hosts told of themselves and which labels by SQL they are in.
import { sql, transaction } from '@/lib/store/db'
import { noteFacts, noteRestart } from '@/lib/store/host-events'
import type { HostSchedule } from '@/lib/wire/cost-readings'
import type { HostFacts } from '@/lib/wire/hosts'

export type SqlLabel = { id: number; version: number; query: string; platform: string }

/** Every label by SQL, and the version of them all. */
export async function findSqlLabels(): Promise<{ version: number; labels: SqlLabel[] }> {
  const [row] = await sql<{ version: number; labels: SqlLabel[] }>(
    'agents',
    `SELECT s.labels_version AS version, coalesce((SELECT jsonb_agg(jsonb_build_object('id', l.id,
       'version', l.version, 'query', l.query, 'platform', l.platform) ORDER BY l.id)
       FROM labels l WHERE l.kind = 'sql'), '[]') AS labels
     FROM settings s WHERE s.id = 1`,
  )
  return row ?? { version: 0, labels: [] }
}

export type LabelVerdict = {
  label_id: number
  version: number
  member: boolean
  error: string | null
}

type Checks = {
  host_id: number
  facts: HostFacts | null
  schedule: HostSchedule | null
  verdicts: LabelVerdict[]
  /** Of all labels, when they were handed out; null when no label was answered. */
  labels_version: number | null
}

const setFacts = `
UPDATE hosts SET
  hostname = coalesce($2::jsonb->>'hostname', hostname),
  display_name = coalesce($2::jsonb->>'display_name', display_name),
  os_name = coalesce($2::jsonb->>'os_name', os_name),
  os_version = coalesce($2::jsonb->>'os_version', os_version),
  osquery_version = coalesce($2::jsonb->>'osquery_version', osquery_version),
  reported_config_hash = coalesce($2::jsonb->>'reported_config_hash', reported_config_hash),
  distributed_interval = coalesce(($2::jsonb->>'distributed_interval')::int, distributed_interval),
  config_tls_refresh = coalesce(($2::jsonb->>'config_tls_refresh')::int, config_tls_refresh),
  logger_tls_period = coalesce(($2::jsonb->>'logger_tls_period')::int, logger_tls_period),
  vitals = vitals || ($2::jsonb->'vitals'),
  detail_updated_at = now()
WHERE id = $1`

/** An error keeps the verdict before it; a verdict of an older version of its label is not written. */
const setVerdicts = `
INSERT INTO label_verdicts (label_id, host_id, member, version, error)
SELECT l.id, $1, v.member, v.version, v.error
  FROM jsonb_to_recordset($2::jsonb) AS v(label_id int, version int, member boolean, error text)
  JOIN labels l ON l.id = v.label_id AND l.version = v.version AND l.kind = 'sql'
  JOIN hosts h ON h.id = $1
 ORDER BY l.id
ON CONFLICT (label_id, host_id) DO UPDATE SET
  since = CASE WHEN EXCLUDED.error IS NULL AND label_verdicts.member <> EXCLUDED.member
    THEN now() ELSE label_verdicts.since END,
  member = CASE WHEN EXCLUDED.error IS NULL THEN EXCLUDED.member ELSE label_verdicts.member END,
  version = EXCLUDED.version, evaluated_at = now(), error = EXCLUDED.error`

const setSchedule = `
INSERT INTO host_schedules AS s (host_id, config_hash, agent_time, agent_start, rows)
SELECT id, $2, $3, $4, $5::jsonb FROM hosts WHERE id = $1
ON CONFLICT (host_id) DO UPDATE SET read_at = now(), present_since = CASE
    WHEN s.read_at > now() - interval '150 minutes' THEN s.present_since ELSE now() END, config_hash = EXCLUDED.config_hash,
  agent_time = EXCLUDED.agent_time, agent_start = EXCLUDED.agent_start, rows = EXCLUDED.rows,
  folded = false`

/** Stores one round of checks of a host in one transaction. */
export async function appendChecks(checks: Checks): Promise<void> {
  await transaction('agents', async (tx) => {
    if (checks.facts) {
      const facts = [checks.host_id, JSON.stringify(checks.facts)]
      await tx.sql(noteFacts, facts)
      await tx.sql(setFacts, facts)
    }
    if (checks.schedule) {
      const { config_hash, agent_time, agent_start, readings } = checks.schedule
      const values = [checks.host_id, config_hash, agent_time, agent_start]
      await tx.sql(noteRestart, [checks.host_id, agent_start])
      await tx.sql(setSchedule, [...values, JSON.stringify(readings)])
    }
    if (checks.verdicts.length > 0)
      await tx.sql(setVerdicts, [checks.host_id, JSON.stringify(checks.verdicts)])
    if (checks.labels_version !== null)
      await tx.sql(
        `UPDATE hosts SET labels_evaluated_at = now(),
           labels_version = greatest(labels_version, $2) WHERE id = $1`,
        [checks.host_id, checks.labels_version],
      )
  })
}
