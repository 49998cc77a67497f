// Open campaigns as memory needs them: which there are, and their hosts packed into bytes, so that a
// hundred thousand are loaded without as many rows.
import { sql } from '@/lib/store/db'
import type { CampaignStatus } from '@/lib/wire/campaigns'

export type OpenCampaign = {
  id: number
  query: string
  status: CampaignStatus
  targeted: number
  /** Only canary hosts are asked. */
  holding: boolean
  /** Expected processor time of a run; null when nobody knows. */
  cost_ms: number | null
  /** How many hosts may hurry in all, as set. */
  accelerated_hosts_max: number | null
  /** Instances that agents read from, this one too: they share that number. */
  instances: number
}

/** Campaigns that hosts may still have work of, oldest first. */
export function listOpenCampaigns(): Promise<OpenCampaign[]> {
  return sql<OpenCampaign>(
    'work',
    `SELECT c.id, c.query, c.status, c.targeted, c.holding, c.cost_ms,
            (s.limits->>'accelerated_hosts_max')::int AS accelerated_hosts_max,
            (SELECT count(*) FROM pg_stat_activity a WHERE a.datname = current_database()
                AND a.application_name IN ('muster bus all', 'muster bus agent')) AS instances
       FROM campaigns c LEFT JOIN settings s ON s.id = 1
      WHERE c.status IN ('waiting', 'running', 'paused') AND c.expires_at > now() ORDER BY c.id`,
  )
}

async function packed(text: string, id: number): Promise<Buffer> {
  const [row] = await sql<{ hosts: Buffer | null }>('work', text, [id])
  return row?.hosts ?? Buffer.alloc(0)
}

/** Ids of the hosts that wait and may be asked, four bytes each, big-endian. */
export function findWaitingPacked(id: number): Promise<Buffer> {
  return packed(
    `SELECT string_agg(int4send(ch.host_id), ''::bytea) AS hosts
       FROM campaign_hosts ch JOIN campaigns c ON c.id = ch.campaign_id
      WHERE ch.campaign_id = $1 AND ch.state = 'waiting' AND (NOT c.holding OR ch.canary)`,
    id,
  )
}

/** Hosts that have the query and have not answered: id, milliseconds since, hand-outs; 12 bytes each. */
export function findSentPacked(id: number): Promise<Buffer> {
  return packed(
    `SELECT string_agg(int4send(host_id) || int4send(least(extract(epoch FROM now() - sent_at)
                         * 1000, 2000000000)::int) || int4send(sends), ''::bytea) AS hosts
       FROM campaign_hosts WHERE campaign_id = $1 AND state = 'sent'`,
    id,
  )
}
