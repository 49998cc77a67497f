// Asks a few real hosts, before anything is saved, whether they would be members of a label by SQL. It
// is a live query like any other: the same rights, limits and audit, over at most fifty hosts.
import { stopCampaign } from '@/lib/domain/campaign-end'
import { runCampaign } from '@/lib/domain/campaign-start'
import { answersOf, type Caller } from '@/lib/domain/campaign-wait'
import { platformsOf } from '@/lib/domain/labels'
import { authorize, teamScope } from '@/lib/domain/permissions'
import { listPreviewHosts, type PreviewHostRow } from '@/lib/store/label-previews'
import { type Result, RunBody } from '@/lib/wire/campaigns'
import type { LabelPreview, LabelPreviewBody } from '@/lib/wire/labels'
import type { Viewer } from '@/lib/wire/roles'
import { Selected } from '@/lib/wire/targets'

const expires_in = 60

function verdictOf(
  { id, hostname, display_name, platform, was_member }: PreviewHostRow,
  result: Result | undefined,
): LabelPreview['hosts'][number] {
  const failed = result?.error !== undefined
  return {
    ...{ host: { id, hostname, display_name }, platform, was_member },
    member: !result || failed ? null : result.rows.length > 0,
    rows: result?.rows.length ?? 0,
    error: result ? (result.error ?? null) : 'no answer in time',
  }
}

function summed(hosts: LabelPreview['hosts'], answers: number) {
  return {
    asked: hosts.length,
    answered: answers,
    members: hosts.filter(({ member }) => member === true).length,
    failed: hosts.filter(({ member, error }) => member === null && error !== null).length,
    hosts,
  }
}

/** Waits up to 20 s for the answers. Hosts that gave none are told as such; offline ones are not asked. */
export async function previewLabel(
  viewer: Viewer,
  { query, platform, host_ids, sample, label_id }: LabelPreviewBody,
  caller: Caller,
): Promise<LabelPreview> {
  authorize(viewer, 'labels:write', { team_id: null })
  const scope = teamScope(viewer, 'campaigns:run_sql')
  const { hosts: chosen, online } = await listPreviewHosts(scope, {
    platforms: platformsOf(platform),
    host_ids,
    sample,
    label_id,
  })
  if (chosen.length === 0) return { ...summed([], 0), online, campaign_id: null }
  const selected = Selected.parse({ hosts: chosen.map(({ id }) => id) })
  const asked = { ...RunBody.parse({ query, expires_in }), selected }
  const { campaign_id } = await runCampaign(viewer, asked, caller.address)
  const results = await answersOf(viewer, campaign_id, { ...caller, wait_ms: 20_000 })
  const { address } = caller
  if (results.length < chosen.length)
    await stopCampaign(viewer, campaign_id, { late_answers: 'drop', address })
  const byHost = new Map(results.map((result) => [result.host.id, result]))
  const hosts = chosen.map((host) => verdictOf(host, byHost.get(host.id)))
  return { ...summed(hosts, results.length), online, campaign_id }
}
