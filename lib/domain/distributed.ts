// One read and one write for everything that is asked of a host: campaigns and Muster's own checks.
// An idle read is a constant; answers to ids of neither kind are acknowledged and forgotten (R16).
import {
  campaignWork,
  hasCampaignWork,
  isCampaignDelivery,
  recordAnswers,
} from '@/lib/domain/campaign-delivery'
import type { KnownHost } from '@/lib/domain/directory'
import { checkWork, hasCheckWork, isCheckDelivery, recordChecks } from '@/lib/domain/host-checks'
import { recordHurry, seenOf } from '@/lib/domain/seen'
import type { Answer } from '@/lib/wire/osquery'

/** The reply of a read that has nothing to ask. */
export const idleWork = '{"queries":{}}'

/** Whether a read of that host can be answered from memory with `idleWork`. */
export function isIdle(host: KnownHost, nowMs: number): boolean {
  return !hasCampaignWork(host.id, nowMs) && !hasCheckWork(host, nowMs)
}

/** Agents up to 5.7 run everything when no discovery answers; one that always does prevents that. */
const always = 'always'

/** A query without a discovery of its own gets one that holds, as agents up to 5.7 need it. */
function withDiscovery(
  queries: Record<string, string>,
  discovery: Record<string, string>,
): Record<string, string> {
  if (Object.keys(discovery).length === 0) return {}
  const complete: Record<string, string> = { [always]: 'SELECT 1;' }
  for (const id of Object.keys(queries)) complete[id] = discovery[id] ?? 'SELECT 1;'
  return complete
}

/** The JSON reply of a distributed read. Rejects when what is asked cannot be known now. */
export async function readWork(host: KnownHost, nowMs = Date.now()): Promise<string> {
  if (isIdle(host, nowMs)) return idleWork
  const asked = hasCampaignWork(host.id, nowMs) ? await campaignWork(host, nowMs) : { queries: {} }
  const checks = hasCheckWork(host, nowMs) ? checkWork(host, nowMs) : { queries: {} }
  const given = { ...checks.queries, ...asked.queries }
  const queries = Object.fromEntries(Object.entries(given).filter(([id, query]) => id && query))
  const reply: Record<string, unknown> = { queries }
  const discovery = withDiscovery(queries, checks.discovery ?? {})
  if (Object.keys(discovery).length > 0) reply.discovery = discovery
  const { accelerate } = asked
  if (accelerate !== undefined && Number.isInteger(accelerate) && accelerate > 0) {
    reply.accelerate = accelerate
    const seen = seenOf(host.id, { at_ms: host.seen_at_ms, rhythm_seconds: host.rhythm_seconds })
    recordHurry(seen, nowMs + (accelerate + host.rhythm_seconds) * 1000)
  }
  return JSON.stringify(reply)
}

/** Stores the answers of a distributed write; resolves after the commit. */
export async function recordWrite(host: KnownHost, answers: Answer[]): Promise<void> {
  const ofCampaigns = answers.filter((answer) => isCampaignDelivery(answer.delivery))
  const ofChecks = answers.filter((answer) => isCheckDelivery(answer.delivery))
  if (ofCampaigns.length > 0) await recordAnswers(host, ofCampaigns)
  if (ofChecks.length > 0) await recordChecks(host, ofChecks)
}
