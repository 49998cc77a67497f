// Hosts as lists of health show them.
import { sql } from '@/lib/store/db'
import { statusSql } from '@/lib/store/hosts'
import type { HostStatus } from '@/lib/wire/hosts'

type HostName = {
  id: number
  hostname: string
  display_name: string
  platform: string
  status: HostStatus
}

export async function findHostNames(ids: readonly number[]): Promise<Map<number, HostName>> {
  const rows = await sql<HostName>(
    'people',
    `SELECT h.id, h.hostname, h.platform, ${statusSql} AS status,
       coalesce(nullif(h.display_name, ''), nullif(h.hostname, ''), 'host ' || h.id) AS display_name
     FROM hosts h LEFT JOIN host_seen s ON s.host_id = h.id WHERE h.id = ANY($1::int[])`,
    [ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}
