// Reads everything that decides configurations, and records which configuration each host was served.
import { sql, type Tx, transaction } from '@/lib/store/db'
import { definitionOf, nothingOf, type RevisionContent } from '@/lib/store/pack-contents'
import type { PackDefinition, RolloutDefinition } from '@/lib/wire/pack-definitions'
import type { ServedNames } from '@/lib/wire/renderings'
import type { AgentOptions } from '@/lib/wire/settings'

export type ConfigurationSource = {
  version: number
  organisation: AgentOptions
  teams: { id: number; name: string; agent_options: AgentOptions }[]
  labels: { id: number; name: string }[]
  /** What hosts get: the released revision of each pack, and beside it the one that is on its way. */
  packs: PackDefinition[]
}

const targetIds = (kind: string, exclude: boolean) =>
  `coalesce((SELECT array_agg(object_id ORDER BY object_id) FROM pack_targets
    WHERE pack_id = p.id AND kind = '${kind}' AND exclude = ${exclude}), '{}')`

/** Packs as their own rows have them: their newest revisions. */
const newestSql = `
  SELECT p.id, p.name, p.revision, p.released, p.disabled, p.team_id, p.platform, p.version, p.shard,
    coalesce(p.discovery, '{}') AS discovery, p.label_match,
    ${targetIds('label', false)} AS label_ids,
    ${targetIds('host', false)} AS host_ids,
    ${targetIds('team', false)} AS team_ids,
    ${targetIds('label', true)} AS exclude_label_ids,
    ${targetIds('host', true)} AS exclude_host_ids,
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', q.id, 'name', q.name,
        'query_id', q.query_id, 'query', coalesce(q.query, saved.query),
        'interval', q.interval, 'snapshot', q.snapshot, 'removed', q.removed,
        'denylist', q.denylist, 'platform', q.platform, 'version', q.version,
        'shard', q.shard) ORDER BY q.position, q.id)
      FROM pack_queries q LEFT JOIN queries saved ON saved.id = q.query_id
      WHERE q.pack_id = p.id AND NOT q.disabled), '[]') AS queries
  FROM packs p`

const underWaySql = `
  SELECT id, pack_id, "to", share, label_id FROM rollouts WHERE state IN ('running', 'paused')`

/** The revisions that some host gets although a pack's own rows have moved on, or not yet come there. */
const heldSql = `
  SELECT r.pack_id, r.number, r.content FROM pack_revisions r
  WHERE EXISTS (SELECT 1 FROM packs p WHERE p.id = r.pack_id AND p.released = r.number)
     OR EXISTS (SELECT 1 FROM (${underWaySql}) o WHERE o.pack_id = r.pack_id AND o."to" = r.number)`

const sourceSql = `
SELECT
  s.configuration_version AS version,
  s.agent_options AS organisation,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name,
      'agent_options', t.agent_options)) FROM teams t), '[]') AS teams,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name))
      FROM labels l), '[]') AS labels,
  coalesce((SELECT jsonb_agg(to_jsonb(d) ORDER BY d.name) FROM (${newestSql}) d), '[]') AS newest,
  coalesce((SELECT jsonb_agg(to_jsonb(d)) FROM (${heldSql}) d), '[]') AS held,
  coalesce((SELECT jsonb_agg(to_jsonb(d)) FROM (${underWaySql}) d), '[]') AS under_way
FROM settings s WHERE s.id = 1`

type NewestRow = PackDefinition & { released: number | null }
type HeldRow = { pack_id: number; number: number; content: RevisionContent }
type UnderWayRow = Omit<RolloutDefinition, 'to'> & { pack_id: number; to: number }
type SourceRow = Omit<ConfigurationSource, 'packs'> & {
  newest: NewestRow[]
  held: HeldRow[]
  under_way: UnderWayRow[]
}

/** Each pack with what hosts get of it: its released revision, and the one on its way. */
function releasedPacks({ newest, held, under_way }: SourceRow): PackDefinition[] {
  const key = (packId: number, number: number) => `${packId} ${number}`
  const contents = new Map(held.map((row) => [key(row.pack_id, row.number), row.content]))
  const rollouts = new Map(under_way.map((row) => [row.pack_id, row]))
  return newest.map(({ released, ...pack }) => {
    const at = (number: number): PackDefinition => {
      if (number === 0) return nothingOf(pack)
      const content = contents.get(key(pack.id, number))
      return content ? definitionOf(pack, number, content) : pack
    }
    const current = released === null ? pack : at(released)
    const rollout = rollouts.get(pack.id)
    if (!rollout) return current
    const { id, share, label_id, to } = rollout
    return { ...current, rollout: { id, share, label_id, to: at(to) } }
  })
}

/** One consistent read of options, teams, labels and every pack, in one statement. */
export async function findConfigurationSource(tx?: Tx): Promise<ConfigurationSource> {
  const rows = tx ? await tx.sql<SourceRow>(sourceSql) : await sql<SourceRow>('agents', sourceSql)
  const [row] = rows
  if (!row) throw new Error('The settings row is missing')
  const { version, organisation, teams, labels } = row
  return { version, organisation, teams, labels, packs: releasedPacks(row) }
}

type ServedRendering = {
  hash: string
  body: string
  expected_config_hash: string
  etag_config_hash: string
  names: ServedNames
  /** The revision of each pack in it. */
  revisions: { pack_id: number; revision: number }[]
  distributed_interval: number
  logger_tls_period: number
}

export type Served = { host_id: number; rendering: ServedRendering }

/** Two renderings with the same bytes may be of different revisions. */
const revisionsOf = ({ hash, revisions }: ServedRendering) => ({ hash, revisions })

async function updateServedHosts(tx: Tx, served: Served[]): Promise<void> {
  const hosts = served.map(({ host_id }) => host_id)
  const hashes = served.map(({ rendering }) => rendering.hash)
  await tx.sql(
    `INSERT INTO host_renderings (host_id, rendering_hash)
     SELECT DISTINCT * FROM unnest($1::int[], $2::text[]) ORDER BY 1, 2
     ON CONFLICT (host_id, rendering_hash) DO UPDATE SET served_at = now()`,
    [hosts, hashes],
  )
  await tx.sql(
    `INSERT INTO host_events (host_id, kind, details)
     SELECT DISTINCT ON (h.id) h.id, 'configured', jsonb_build_object('hash', u.hash)
     FROM unnest($1::int[], $2::text[]) AS u(id, hash) JOIN hosts h ON h.id = u.id
     WHERE h.rendering_hash IS DISTINCT FROM u.hash ORDER BY h.id`,
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
}

/** Records, in one transaction, which rendering each of these hosts is about to be given. */
export async function appendServed(served: Served[]): Promise<void> {
  const renderings = [...new Map(served.map(({ rendering: r }) => [r.hash, r])).values()]
  await transaction('agents', async (tx) => {
    await tx.sql(
      `INSERT INTO renderings (hash, body, expected_config_hash, etag_config_hash, names)
       SELECT * FROM jsonb_to_recordset($1::jsonb)
         AS r(hash text, body text, expected_config_hash text, etag_config_hash text, names jsonb)
       ORDER BY 1
       ON CONFLICT (hash) DO UPDATE
         SET served_at = now(), etag_config_hash = EXCLUDED.etag_config_hash`,
      [JSON.stringify(renderings)],
    )
    await tx.sql(
      `INSERT INTO rendering_packs (rendering_hash, pack_id, revision)
       SELECT r.hash, p.pack_id, p.revision
       FROM jsonb_to_recordset($1::jsonb) AS r(hash text, revisions jsonb),
         jsonb_to_recordset(r.revisions) AS p(pack_id int, revision int)
       ORDER BY 1, 2, 3
       ON CONFLICT DO NOTHING`,
      [JSON.stringify([...new Set(served.map(({ rendering }) => rendering))].map(revisionsOf))],
    )
    await updateServedHosts(tx, served)
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
