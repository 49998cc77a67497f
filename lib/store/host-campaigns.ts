// The live queries that one host was asked, the latest first.
import { sql } from '@/lib/store/db'
import type { HostCampaign } from '@/lib/wire/host-queries'

type HostCampaignRow = Omit<
  HostCampaign,
  'created_at' | 'expires_at' | 'sent_at' | 'finished_at'
> & { created_at: Date; expires_at: Date; sent_at: Date | null; finished_at: Date | null }

/** The caller authorises on the host. */
export function listHostCampaigns(hostId: number, limit: number): Promise<HostCampaignRow[]> {
  return sql<HostCampaignRow>(
    'people',
    `SELECT c.id, c.name, c.query, c.status, c.created_at, c.expires_at, u.name AS user_name,
       ch.state, ch.rows, ch.error, ch.sent_at, ch.finished_at, ch.stats
     FROM campaign_hosts ch JOIN campaigns c ON c.id = ch.campaign_id
     LEFT JOIN users u ON u.id = c.user_id
     WHERE ch.host_id = $1 ORDER BY c.id DESC LIMIT $2`,
    [hostId, limit],
  )
}
