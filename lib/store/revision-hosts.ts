// Which revisions of a pack the hosts run, by the hash that each reported of its configuration.
import { sql } from '@/lib/store/db'
import type { Platform } from '@/lib/wire/platforms'

/** Hosts that targeting cannot tell apart and that run the same. */
export type RunShape = {
  /** 0 unless the host was named. */
  id: number
  team_id: number | null
  platform: Platform
  hostname: string
  osquery_version: string
  /** Of the labels asked about, in the order of ids. */
  labels: number[]
  /** The revisions whose bytes they run; empty when they run none that is known. */
  runs: number[]
  hosts: number
}

type Detail = { named: readonly number[]; labels: readonly number[]; byHostname: boolean }

const knownSql = `
  SELECT hash, array_agg(DISTINCT revision) AS revisions FROM (
    SELECT g.expected_config_hash AS hash, p.revision FROM rendering_packs p
      JOIN renderings g ON g.hash = p.rendering_hash WHERE p.pack_id = $1
    UNION ALL
    SELECT g.etag_config_hash, p.revision FROM rendering_packs p
      JOIN renderings g ON g.hash = p.rendering_hash
     WHERE p.pack_id = $1 AND g.etag_config_hash <> '') served
  GROUP BY hash`

/** Every host, in as few shapes as the detail allows. */
export function listRunShapes(
  packId: number,
  { named, labels, byHostname }: Detail,
): Promise<RunShape[]> {
  return sql(
    'people',
    `WITH known AS (${knownSql}),
     labelled AS (
       SELECT host_id, array_agg(label_id ORDER BY label_id) AS labels FROM label_verdicts
       WHERE member AND label_id = ANY($2::int[]) GROUP BY host_id)
     SELECT CASE WHEN h.id = ANY($3::int[]) THEN h.id ELSE 0 END AS id, h.team_id, h.platform,
       CASE WHEN $4 THEN h.hostname ELSE '' END AS hostname, '' AS osquery_version,
       coalesce(l.labels, '{}') AS labels, coalesce(k.revisions, '{}') AS runs,
       count(*)::int AS hosts
     FROM hosts h LEFT JOIN labelled l ON l.host_id = h.id
       LEFT JOIN known k ON k.hash = h.reported_config_hash
     GROUP BY 1, 2, 3, 4, 6, 7`,
    [packId, labels, named, byHostname],
  )
}

/** The revisions of each pack whose bytes one host runs. */
export function listRunsOfHost(
  hostId: number,
): Promise<{ pack_id: number; revisions: number[] }[]> {
  return sql(
    'people',
    `SELECT p.pack_id, array_agg(DISTINCT p.revision ORDER BY p.revision) AS revisions
     FROM hosts h JOIN renderings g
       ON h.reported_config_hash IN (g.expected_config_hash, g.etag_config_hash)
     JOIN rendering_packs p ON p.rendering_hash = g.hash
     WHERE h.id = $1 AND h.reported_config_hash <> '' GROUP BY p.pack_id`,
    [hostId],
  )
}
