// Asking and waiting: a campaign like any other, whose answers are waited for, up to 25 s. What comes
// later is not lost: the campaign goes on under the id in the reply.
import { runCampaign } from '@/lib/domain/campaign-start'
import { countTargets } from '@/lib/domain/campaign-targets'
import { seenCampaign } from '@/lib/domain/campaigns'
import { watch } from '@/lib/domain/watch'
import { type HostQueryReply, type QueryRunReply, Result } from '@/lib/wire/campaigns'
import { AppError } from '@/lib/wire/errors'
import { StatusFrame } from '@/lib/wire/frames'
import type { Viewer } from '@/lib/wire/roles'
import { Selected } from '@/lib/wire/targets'

const waitMsMax = 25_000
const expiresInSeconds = 600

type Caller = { address: string; signal: AbortSignal; wait_ms?: number }

const rules = { expires_in: expiresInSeconds, include_offline: true, newcomers: false }

/** Answers until every online host has given one, or the time is over. */
async function answersOf(viewer: Viewer, id: number, caller: Caller): Promise<Result[]> {
  const { scope_teams } = await seenCampaign(viewer, id)
  const timeout = AbortSignal.timeout(caller.wait_ms ?? waitMsMax)
  const signal = AbortSignal.any([caller.signal, timeout])
  const results: Result[] = []
  for await (const frame of watch(id, { after: 0, scope_teams, signal })) {
    if (frame.event === 'result') results.push(Result.parse(JSON.parse(frame.data)))
    if (frame.event !== 'status') continue
    const { counts, waiting_online } = StatusFrame.parse(JSON.parse(frame.data))
    if (waiting_online + counts.sent === 0) break
  }
  return results
}

/** Asks one host. An offline one is told at once; one that the viewer may not ask is not found. */
export async function askHost(
  viewer: Viewer,
  { host_id, query }: { host_id: number; query: string },
  caller: Caller,
): Promise<HostQueryReply> {
  const selected = Selected.parse({ hosts: [host_id] })
  const { total, online } = await countTargets(viewer, selected, { include_offline: true })
  if (total === 0) throw new AppError('not_found', 'There is no such host')
  const reply = { host_id, query, rows: [], error: null }
  if (online === 0) return { ...reply, status: 'offline', campaign_id: null }
  const asked = { query, selected, ...rules }
  const { campaign_id } = await runCampaign(viewer, asked, caller.address)
  const [result] = await answersOf(viewer, campaign_id, caller)
  if (!result) {
    const error = 'timeout: the host has not answered yet; the campaign goes on'
    return { ...reply, status: 'online', error, campaign_id }
  }
  const { rows, error = null } = result
  return { ...reply, status: 'online', rows, error, campaign_id }
}

/** Runs a saved query on some hosts and waits for those online. */
export async function askHosts(
  viewer: Viewer,
  { query_id, host_ids }: { query_id: number; host_ids: number[] },
  caller: Caller,
): Promise<QueryRunReply> {
  const selected = Selected.parse({ hosts: host_ids })
  const asked = { query_id, selected, ...rules }
  const { campaign_id, campaign } = await runCampaign(viewer, asked, caller.address)
  const results = await answersOf(viewer, campaign_id, caller)
  return {
    query_id,
    campaign_id,
    targeted_host_count: campaign.counts.targeted,
    responded_host_count: results.length,
    results: results.map(({ host, rows, error = null }) => ({ host_id: host.id, rows, error })),
  }
}
