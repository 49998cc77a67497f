// Asking and waiting: a campaign like any other, whose answers are waited for, up to 25 s. What comes
// later is not lost: the campaign goes on under the id in the reply.
import { runCampaign } from '@/lib/domain/campaign-start'
import { countTargets } from '@/lib/domain/campaign-targets'
import { listHostsOf, seenCampaign } from '@/lib/domain/campaigns'
import { readHost } from '@/lib/domain/hosts'
import { authorize } from '@/lib/domain/permissions'
import { watch } from '@/lib/domain/watch'
import {
  type CampaignCounts,
  type HostQueryBody,
  type HostQueryReply,
  type QueryRunBody,
  type QueryRunReply,
  Result,
  RunBody,
} from '@/lib/wire/campaigns'
import { AppError } from '@/lib/wire/errors'
import { StatusFrame } from '@/lib/wire/frames'
import type { Viewer } from '@/lib/wire/roles'
import { Selected } from '@/lib/wire/targets'

const waitMsMax = 25_000
const expiresInSeconds = 600
const hostsMax = 1_000

export type Caller = { address: string; signal: AbortSignal; wait_ms?: number }

const waits = { expires_in: expiresInSeconds }

const finishedOf = ({ answered, failed, denylisted, too_large }: CampaignCounts) =>
  answered + failed + denylisted + too_large

/** Answers until every online host has given one, or the time is over. */
export async function answersOf(viewer: Viewer, id: number, caller: Caller): Promise<Result[]> {
  const { scope_teams } = await seenCampaign(viewer, id)
  const timeout = AbortSignal.timeout(caller.wait_ms ?? waitMsMax)
  const signal = AbortSignal.any([caller.signal, timeout])
  const results: Result[] = []
  for await (const frame of watch(id, { after: 0, scope_teams, signal })) {
    if (frame.event === 'result') results.push(Result.parse(JSON.parse(frame.data)))
    if (frame.event !== 'status') continue
    const { counts, waiting_online } = StatusFrame.parse(JSON.parse(frame.data))
    // A status may run ahead of the answers that it counts.
    if (waiting_online + counts.sent === 0 && results.length >= finishedOf(counts)) break
  }
  return results
}

const denylisted = /denylisted/i

/** The agent's words, and what to do where its words do not say. */
function adviceOn(error: string): string {
  if (!denylisted.test(error)) return error
  return `${error}: it stopped this agent before and is refused for up to 24 h; ask for less`
}

const notYet = (campaignId: number, seconds: number) =>
  `timeout: no answer within ${seconds} s; campaign ${campaignId} goes on and keeps it, ` +
  `see /campaigns/${campaignId}/results`

const secondsOf = ({ wait_ms = waitMsMax }: Caller) => Math.round(wait_ms / 1_000)

/** Asks one host. An offline one is told at once; one that the viewer may not ask is not found. */
export async function askHost(
  viewer: Viewer,
  { host_id, ...body }: HostQueryBody & { host_id: number },
  caller: Caller,
): Promise<HostQueryReply> {
  const selected = Selected.parse({ hosts: [host_id] })
  const { total, online } = await countTargets(viewer, selected, { include_offline: true })
  if (total === 0) {
    // There for who sees it; then the right to ask it is what is lacking.
    authorize(viewer, 'campaigns:run_sql', await readHost(viewer, host_id))
    throw new AppError('not_found', 'There is no such host')
  }
  const reply = { host_id, query: body.query, rows: [], error: null }
  if (online === 0) return { ...reply, status: 'offline', error: offline, campaign_id: null }
  const asked = { ...RunBody.parse({ ...body, ...waits }), selected }
  const { campaign_id } = await runCampaign(viewer, asked, caller.address)
  const [result] = await answersOf(viewer, campaign_id, caller)
  const told = { ...reply, status: 'online' as const, campaign_id }
  if (!result) return { ...told, error: notYet(campaign_id, secondsOf(caller)) }
  const { rows, error } = result
  return { ...told, rows, error: error === undefined ? null : adviceOn(error) }
}

const offline =
  'offline: it was not asked; POST /queries/run with this host keeps a question until it returns'

/** Why each host without an answer has none. */
async function unansweredOf(viewer: Viewer, id: number, caller: Caller) {
  const all = { query: '', page: 0, per_page: hostsMax }
  const [waiting, sent] = await Promise.all([
    listHostsOf(viewer, id, { ...all, state: 'waiting' }),
    listHostsOf(viewer, id, { ...all, state: 'sent' }),
  ])
  return [...waiting.hosts, ...sent.hosts].map(({ host, online }) => ({
    host_id: host.id,
    error: online
      ? notYet(id, secondsOf(caller))
      : `offline: campaign ${id} asks it when it returns, see /campaigns/${id}/results`,
  }))
}

/** Runs a saved query on some hosts and waits for those online. */
export async function askHosts(
  viewer: Viewer,
  { query_id, host_ids, ...body }: QueryRunBody & { query_id: number },
  caller: Caller,
): Promise<QueryRunReply> {
  const selected = Selected.parse({ hosts: host_ids })
  const asked = { ...RunBody.parse({ ...body, query_id, ...waits }), selected }
  const { campaign_id, campaign } = await runCampaign(viewer, asked, caller.address)
  const results = await answersOf(viewer, campaign_id, caller)
  return {
    query_id,
    campaign_id,
    targeted_host_count: campaign.counts.targeted,
    responded_host_count: results.length,
    results: results.map(({ host, rows, error }) => ({
      host_id: host.id,
      rows,
      error: error === undefined ? null : adviceOn(error),
    })),
    unanswered: await unansweredOf(viewer, campaign_id, caller),
  }
}
