// What an export is of and how complete it is, for whoever finds the file later: who asked what of
// whom, when, and how many answered.
import { campaignOfRow, type Seen, seenCampaign } from '@/lib/domain/campaigns'
import { serverVersion } from '@/lib/domain/frame'
import { env } from '@/lib/env'
import { listTruncatedHosts } from '@/lib/store/campaign-row-counts'
import { findMoment } from '@/lib/store/overview'
import type { Provenance } from '@/lib/wire/campaign-rows'
import type { Viewer } from '@/lib/wire/roles'

const hostsNamed = 100

/** Of what the viewer sees of the campaign: counts and hosts of others are left out, and counted. */
export async function provenanceOf(
  viewer: Viewer,
  { row, scope_teams }: Seen,
): Promise<Provenance> {
  const [hosts, { now }] = await Promise.all([
    listTruncatedHosts({ id: row.id, scope_teams }, hostsNamed),
    findMoment(),
  ])
  const campaign = campaignOfRow(row)
  const { counts } = campaign
  return {
    campaign_id: row.id,
    name: campaign.name,
    sql: campaign.sql,
    template: campaign.template,
    parameters: campaign.parameters,
    query_id: campaign.query_id,
    asked_by: campaign.user,
    targets: campaign.targets,
    include_offline: campaign.include_offline,
    newcomers: campaign.newcomers,
    status: campaign.status,
    reason: campaign.reason,
    created_at: campaign.created_at,
    expires_at: campaign.expires_at,
    ended_at: campaign.ended_at,
    as_of: now.toISOString(),
    as_of_seq: row.last_seq,
    completeness: `${counts.answered} of ${counts.targeted} answered`,
    counts,
    hidden_hosts: row.hidden_hosts ?? 0,
    rows_capped: campaign.rows_capped,
    truncated: {
      count: hosts[0]?.count ?? 0,
      hosts: hosts.map(({ id, hostname, display_name }) => ({ id, hostname, display_name })),
    },
    exported_by: viewer.name,
    server: { name: env().PUBLIC_URL, version: serverVersion() },
  }
}

export async function readProvenance(viewer: Viewer, id: number): Promise<Provenance> {
  return provenanceOf(viewer, await seenCampaign(viewer, id))
}
