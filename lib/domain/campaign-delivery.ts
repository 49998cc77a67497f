// Live queries for a host that reads: at most two a read, the cheapest first, none passed over more
// than twice. Memory proposes from here; the campaign's lock decides.
import { accelerateSeconds, mayHurry } from '@/lib/domain/acceleration'
import { handOut } from '@/lib/domain/campaign-handing'
import {
  acceleratedMax,
  countSkip,
  type OpenSet,
  openSets,
  skipsMost,
  skipsOf,
  waits,
} from '@/lib/domain/campaign-memory'
import { findSent, hasSent, putSent } from '@/lib/domain/campaign-sent'
import { deliveryId } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import type { Reader } from '@/lib/store/campaign-hosts'

export { recordAnswers } from '@/lib/domain/campaign-answers'
export { isCampaignDelivery } from '@/lib/domain/delivery-ids'

type CampaignWork = { queries: Record<string, string>; accelerate?: number }

const queriesPerRead = 2
const readsUntilLost = 2
const skipsUntilOverdue = 2

const gives = (set: OpenSet) => set.status !== 'paused'

/** Whether the host may be handed that query now, as far as memory knows. */
const isReady = (set: OpenSet, hostId: number, nowMs: number) =>
  nowMs >= set.full_until_ms && waits(set, hostId)

const isOpen = (set: OpenSet, hostId: number, nowMs: number) =>
  gives(set) && (isReady(set, hostId, nowMs) || hasSent(set.sent, hostId))

/** Whether a campaign may ask that host now or waits for its answer; memory only. */
export function hasCampaignWork(hostId: number, nowMs = Date.now()): boolean {
  for (const set of openSets()) if (isOpen(set, hostId, nowMs)) return true
  return false
}

const patienceSeconds = (host: KnownHost) => Math.max(2 * host.rhythm_seconds, 60)

/** What to ask the database for that host, or undefined when it has the query and may be at it. */
function readerOf(set: OpenSet, host: KnownHost, nowMs: number): Reader | undefined {
  if (isReady(set, host.id, nowMs)) return { host_id: host.id, patience_seconds: null }
  const sent = findSent(set.sent, host.id)
  if (!sent) return undefined
  const reads = sent.reads + 1
  putSent(set.sent, host.id, { ...sent, reads })
  const lost = reads >= readsUntilLost && nowMs - sent.sent_at_ms >= patienceSeconds(host) * 1_000
  return lost ? { host_id: host.id, patience_seconds: patienceSeconds(host) } : undefined
}

type Turn = { set: OpenSet; reader: Reader; skips: number; cost_ms: number }

/**
 * Who was passed over twice goes first, who was so most often before the others; then the cheapest,
 * unknown cost last, the oldest of equals. Once nobody can count how often, the oldest goes first.
 */
function inTurn(one: Turn, other: Turn): number {
  if (one.skips !== other.skips) return other.skips - one.skips
  if (one.skips >= skipsMost || one.cost_ms === other.cost_ms) return one.set.id - other.set.id
  return one.cost_ms - other.cost_ms
}

function turnsOf(host: KnownHost, nowMs: number): Turn[] {
  const turns: Turn[] = []
  for (const set of openSets()) {
    if (!gives(set)) continue
    const reader = readerOf(set, host, nowMs)
    if (!reader) continue
    const skipped = skipsOf(set, host.id)
    const skips = skipped >= skipsUntilOverdue ? skipped : 0
    turns.push({ set, reader, skips, cost_ms: set.cost_ms ?? Number.POSITIVE_INFINITY })
  }
  return turns.length < 2 ? turns : turns.sort(inTurn)
}

/** Hands out in turn until the read has all that it may have; whoever is left was passed over. */
async function give(turns: Turn[]): Promise<OpenSet[]> {
  const given: OpenSet[] = []
  let next = 0
  while (given.length < queriesPerRead && next < turns.length) {
    const now = turns.slice(next, next + queriesPerRead - given.length)
    next += now.length
    const got = await Promise.all(now.map(({ set, reader }) => handOut(set.id, reader)))
    given.push(...now.filter((_, at) => got[at]).map(({ set }) => set))
  }
  for (const { set, reader } of turns.slice(next)) countSkip(set, reader.host_id)
  return given
}

/** The work of a host that reads. Rejects when the database cannot say. */
export async function campaignWork(host: KnownHost, nowMs = Date.now()): Promise<CampaignWork> {
  const given = await give(turnsOf(host, nowMs))
  const queries = Object.fromEntries(
    given.map((set) => [deliveryId(set.id, host.id), set.query] as const),
  )
  const hurry = { now_ms: nowMs, max: acceleratedMax() }
  for (const set of openSets()) {
    if (isOpen(set, host.id, nowMs) && mayHurry(set.id, host.id, hurry)) {
      return { queries, accelerate: accelerateSeconds }
    }
  }
  return { queries }
}
