// The live queries that one host was asked, the latest first.
import { sql } from '@/lib/store/db'
import type { HostState } from '@/lib/wire/campaigns'
import type { HostCampaign } from '@/lib/wire/host-queries'

type HostCampaignRow = Omit<
  HostCampaign,
  'created_at' | 'expires_at' | 'sent_at' | 'finished_at'
> & { created_at: Date; expires_at: Date; sent_at: Date | null; finished_at: Date | null }

type HostCampaignFilter = {
  states: readonly HostState[]
  /** Only what that person asked. */
  user_id: number | undefined
  /** An ILIKE pattern over name and SQL; '' for any. */
  query: string
  limit: number
  offset: number
}

/** A page of them, and how many there are in all. The caller authorises on the host. */
export async function listHostCampaigns(
  hostId: number,
  filter: HostCampaignFilter,
): Promise<{ campaigns: HostCampaignRow[]; count: number }> {
  const rows = await sql<HostCampaignRow & { full_count: number }>(
    'people',
    `SELECT c.id, c.name, c.query, c.template, c.parameters, c.query_id, c.run_id, c.status,
       c.created_at, c.expires_at, u.name AS user_name,
       ch.state, ch.seq, ch.late, ch.rows, ch.error, ch.sent_at, ch.finished_at, ch.stats,
       count(*) OVER () AS full_count
     FROM campaign_hosts ch JOIN campaigns c ON c.id = ch.campaign_id
     LEFT JOIN users u ON u.id = c.user_id
     WHERE ch.host_id = $1 AND (cardinality($4::text[]) = 0 OR ch.state::text = ANY($4))
       AND ($5::int IS NULL OR c.user_id = $5)
       AND ($6::text = '' OR c.name ILIKE $6 OR c.query ILIKE $6)
     ORDER BY c.id DESC LIMIT $2 OFFSET $3`,
    [hostId, filter.limit, filter.offset, [...filter.states], filter.user_id ?? null, filter.query],
  )
  return { campaigns: rows, count: rows[0]?.full_count ?? 0 }
}
