// Reads everything that decides configurations, and records which configuration each host was served.
import { sql, type Tx, transaction } from '@/lib/store/db'
import type { PackDefinition } from '@/lib/wire/pack-definitions'
import type { ServedNames } from '@/lib/wire/renderings'
import type { AgentOptions } from '@/lib/wire/settings'

export type ConfigurationSource = {
  version: number
  organisation: AgentOptions
  teams: { id: number; name: string; agent_options: AgentOptions }[]
  labels: { id: number; name: string }[]
  packs: PackDefinition[]
}

const sourceSql = `
SELECT
  s.configuration_version AS version,
  s.agent_options AS organisation,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name,
      'agent_options', t.agent_options)) FROM teams t), '[]') AS teams,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name))
      FROM labels l), '[]') AS labels,
  coalesce((SELECT jsonb_agg(to_jsonb(d) ORDER BY d.name) FROM (
    SELECT p.id, p.name, p.revision, p.disabled, p.team_id, p.platform, p.version, p.shard,
      coalesce(p.discovery, '{}') AS discovery, p.label_match,
      coalesce((SELECT array_agg(object_id ORDER BY object_id) FROM pack_targets
        WHERE pack_id = p.id AND kind = 'label' AND NOT exclude), '{}') AS label_ids,
      coalesce((SELECT array_agg(object_id ORDER BY object_id) FROM pack_targets
        WHERE pack_id = p.id AND kind = 'host' AND NOT exclude), '{}') AS host_ids,
      coalesce((SELECT array_agg(object_id ORDER BY object_id) FROM pack_targets
        WHERE pack_id = p.id AND kind = 'team' AND NOT exclude), '{}') AS team_ids,
      coalesce((SELECT array_agg(object_id ORDER BY object_id) FROM pack_targets
        WHERE pack_id = p.id AND kind = 'label' AND exclude), '{}') AS exclude_label_ids,
      coalesce((SELECT array_agg(object_id ORDER BY object_id) FROM pack_targets
        WHERE pack_id = p.id AND kind = 'host' AND exclude), '{}') AS exclude_host_ids,
      coalesce((SELECT jsonb_agg(jsonb_build_object('id', q.id, 'name', q.name,
          'query_id', q.query_id, 'query', coalesce(q.query, saved.query),
          'interval', q.interval, 'snapshot', q.snapshot, 'removed', q.removed,
          'denylist', q.denylist, 'platform', q.platform, 'version', q.version,
          'shard', q.shard) ORDER BY q.position, q.id)
        FROM pack_queries q LEFT JOIN queries saved ON saved.id = q.query_id
        WHERE q.pack_id = p.id), '[]') AS queries
    FROM packs p) d), '[]') AS packs
FROM settings s WHERE s.id = 1`

/** One consistent read of options, teams, labels and every pack, in one statement. */
export async function findConfigurationSource(tx?: Tx): Promise<ConfigurationSource> {
  const rows = tx
    ? await tx.sql<ConfigurationSource>(sourceSql)
    : await sql<ConfigurationSource>('agents', sourceSql)
  const [source] = rows
  if (!source) throw new Error('The settings row is missing')
  return source
}

type ServedRendering = {
  hash: string
  body: string
  expected_config_hash: string
  names: ServedNames
  distributed_interval: number
  logger_tls_period: number
}

export type Served = { host_id: number; rendering: ServedRendering }

/** Records, in one transaction, which rendering each of these hosts is about to be given. */
export async function appendServed(served: Served[]): Promise<void> {
  const renderings = [...new Map(served.map(({ rendering: r }) => [r.hash, r])).values()]
  await transaction('agents', async (tx) => {
    await tx.sql(
      `INSERT INTO renderings (hash, body, expected_config_hash, names)
       SELECT * FROM jsonb_to_recordset($1::jsonb)
         AS r(hash text, body text, expected_config_hash text, names jsonb)
       ORDER BY 1
       ON CONFLICT (hash) DO UPDATE SET served_at = now()`,
      [JSON.stringify(renderings)],
    )
    const hosts = served.map(({ host_id }) => host_id)
    const hashes = served.map(({ rendering }) => rendering.hash)
    await tx.sql(
      `INSERT INTO host_renderings (host_id, rendering_hash)
       SELECT DISTINCT * FROM unnest($1::int[], $2::text[]) ORDER BY 1, 2
       ON CONFLICT (host_id, rendering_hash) DO UPDATE SET served_at = now()`,
      [hosts, hashes],
    )
    await tx.sql(
      `UPDATE hosts h SET rendering_hash = s.hash, config_served_at = now(),
         distributed_interval = s.distributed_interval, logger_tls_period = s.logger_tls_period
       FROM (SELECT DISTINCT ON (id) * FROM unnest($1::int[], $2::text[], $3::int[], $4::int[])
         AS u(id, hash, distributed_interval, logger_tls_period) ORDER BY id) s
       WHERE h.id = s.id`,
      [
        hosts,
        hashes,
        served.map(({ rendering }) => rendering.distributed_interval),
        served.map(({ rendering }) => rendering.logger_tls_period),
      ],
    )
  })
}

/**
 * Keeps the record of what every host runs from ageing out: names stay known for 30 days after they
 * were last served, and a host that never asks again without change is still being served.
 */
export async function updateServedNow(): Promise<void> {
  await sql(
    'work',
    `UPDATE host_renderings r SET served_at = now() FROM hosts h
     WHERE h.id = r.host_id AND h.rendering_hash = r.rendering_hash
       AND r.served_at < now() - interval '12 hours'`,
  )
}

/** Forgets what was last served over 30 days ago. */
export async function removeOldRenderings(): Promise<void> {
  await sql('work', "DELETE FROM host_renderings WHERE served_at < now() - interval '30 days'")
  await sql(
    'work',
    `DELETE FROM renderings g WHERE g.served_at < now() - interval '30 days'
       AND NOT EXISTS (SELECT 1 FROM host_renderings r WHERE r.rendering_hash = g.hash)`,
  )
}
