// Hosts grouped by all that targeting looks at.

import { sql, type Tx } from '@/lib/store/db'
import type { Platform } from '@/lib/wire/platforms'

/** One host, or many that targeting cannot tell apart (`id` is 0 then unless it was named). */
type HostShape = {
  id: number
  team_id: number | null
  platform: Platform
  hostname: string
  osquery_version: string
  labels: number[]
  hosts: number
}

type Detail = {
  /** Hosts that packs name, which must stand alone. */
  named: number[]
  /** Whether hostnames matter, because some pack takes a sample. */
  byHostname: boolean
}

/** Every host, in as few shapes as the detail allows. */
export async function listHostShapes({ named, byHostname }: Detail, tx?: Tx): Promise<HostShape[]> {
  const text = `
    SELECT id, team_id, platform, hostname, '' AS osquery_version, labels, count(*)::int AS hosts
    FROM (SELECT CASE WHEN h.id = ANY($1::int[]) THEN h.id ELSE 0 END AS id, h.team_id, h.platform,
        CASE WHEN $2 THEN h.hostname ELSE '' END AS hostname,
        coalesce((SELECT array_agg(v.label_id ORDER BY v.label_id) FROM label_verdicts v
          WHERE v.host_id = h.id AND v.member), '{}') AS labels
      FROM hosts h) shaped
    GROUP BY id, team_id, platform, hostname, labels`
  const values = [named, byHostname]
  return tx ? tx.sql<HostShape>(text, values) : sql<HostShape>('people', text, values)
}
