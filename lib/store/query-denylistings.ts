// On how many hosts agents gave a query up: denylisted now, or the watchdog once ended the agent at it.
import { sql } from '@/lib/store/db'

/** Hosts by digest of the SQL; those without any are left out. */
export async function listDenylistings(digests: readonly string[]): Promise<Map<string, number>> {
  if (digests.length === 0) return new Map()
  const rows = await sql<{ sql_digest: string; hosts: number }>(
    'people',
    `SELECT sql_digest, count(DISTINCT host_id)::int AS hosts FROM query_hosts
      WHERE (denylisted OR killed_at IS NOT NULL) AND sql_digest = ANY($1::uuid[])
      GROUP BY sql_digest`,
    [[...new Set(digests)]],
  )
  return new Map(rows.map((row) => [row.sql_digest, row.hosts]))
}
