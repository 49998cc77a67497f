// Handing live queries to the hosts that read: at most two a read, oldest campaign first, as no cost
// is known yet. Memory proposes; one conditional update under the campaign's lock decides.
import { wake } from '@/lib/bus/bus'
import { accelerateSeconds, mayHurry } from '@/lib/domain/acceleration'
import {
  clearWaiting,
  type OpenSet,
  openCount,
  openSet,
  openSets,
  waits,
} from '@/lib/domain/campaign-memory'
import { deliveryId } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import { type Gathering, gather } from '@/lib/domain/gather'
import { pinned } from '@/lib/global'
import {
  type HostProgress,
  listProgress,
  type Reader,
  updateCounters,
  updateSent,
} from '@/lib/store/campaign-hosts'
import { appendOutcomes, type Outcome } from '@/lib/store/campaign-results'
import { findCampaignLocked } from '@/lib/store/campaigns'
import { type Tx, transaction } from '@/lib/store/db'

export { recordAnswers } from '@/lib/domain/campaign-answers'
export { isCampaignDelivery } from '@/lib/domain/delivery-ids'

type CampaignWork = { queries: Record<string, string>; accelerate?: number }

const queriesPerRead = 2
const readsUntilLost = 2
const gatherMs = 3
const readersMax = 1_000

const gives = (set: OpenSet) => set.status !== 'paused'

/** Whether a campaign waits for that host or for its answer; memory only. */
export function hasCampaignWork(hostId: number): boolean {
  for (const set of openSets()) {
    if (gives(set) && (waits(set, hostId) || set.sent.has(hostId))) return true
  }
  return false
}

const patienceSeconds = (host: KnownHost) => Math.max(2 * host.rhythm_seconds, 60)

/** What to ask the database for that host, or undefined when it has the query and may be at it. */
function readerOf(set: OpenSet, host: KnownHost, nowMs: number): Reader | undefined {
  if (waits(set, host.id)) return { host_id: host.id, patience_seconds: null }
  const sent = set.sent.get(host.id)
  if (!sent) return undefined
  sent.reads += 1
  const lost =
    sent.reads >= readsUntilLost && nowMs - sent.sent_at_ms >= patienceSeconds(host) * 1_000
  return lost ? { host_id: host.id, patience_seconds: patienceSeconds(host) } : undefined
}

/** The work of a host that reads. Rejects when the database cannot say. */
export async function campaignWork(host: KnownHost, nowMs = Date.now()): Promise<CampaignWork> {
  const queries: Record<string, string> = {}
  let given = 0
  let hurries = false
  for (const set of [...openSets()]) {
    if (!gives(set)) continue
    const reader = given < queriesPerRead ? readerOf(set, host, nowMs) : undefined
    if (reader && (await handOut(set.id, reader))) {
      queries[deliveryId(set.id, host.id)] = set.query
      given += 1
    }
    const wants = waits(set, host.id) || set.sent.has(host.id)
    if (wants && !hurries) {
      hurries = mayHurry(set.id, host.id, { now_ms: nowMs, campaigns: openCount() })
    }
  }
  return hurries ? { queries, accelerate: accelerateSeconds } : { queries }
}

function handOut(campaignId: number, reader: Reader): Promise<boolean> {
  const gathering = pinned<Gathering<Reader, boolean>>('campaigns.readers', () => new Map())
  return gather(gathering, campaignId, reader, 1, {
    delay_ms: gatherMs,
    max_weight: readersMax,
    run: handOutTogether,
  })
}

const noAnswer = (host: HostProgress): Outcome => ({
  host_id: host.host_id,
  from: 'sent',
  to: 'failed',
  rows_json: '[]',
  rows: 0,
  truncated: false,
  late: false,
  error: 'no answer: the query was handed out twice and nothing came back',
  stats_json: null,
})

type HandedOut = {
  handed: { host_id: number; sends: number }[]
  rest: HostProgress[]
  giving: boolean
}

async function handOutLocked(tx: Tx, id: number, readers: Reader[]): Promise<HandedOut> {
  const campaign = await findCampaignLocked(tx, id)
  if (!campaign?.giving) return { handed: [], rest: [], giving: false }
  const handed = await updateSent(tx, id, readers)
  const got = new Set(handed.map((host) => host.host_id))
  const others = new Map(
    readers
      .filter((reader) => !got.has(reader.host_id))
      .map((reader) => [reader.host_id, reader.patience_seconds]),
  )
  const rest = others.size > 0 ? await listProgress(tx, id, [...others.keys()]) : []
  const moved = handed.filter((host) => host.sends === 1).length
  if (handed.length > 0) {
    await updateCounters(tx, id, { waiting: -moved, sent: moved }, { started: true })
  }
  const lost = rest.filter((host) => {
    const patience = others.get(host.host_id)
    return (
      host.state === 'sent' &&
      host.sends >= 2 &&
      typeof patience === 'number' &&
      (host.sent_ms_ago ?? 0) >= patience * 1_000
    )
  })
  if (lost.length > 0) {
    await appendOutcomes(tx, campaign, lost.map(noAnswer))
    for (const host of lost) host.state = 'failed'
  }
  return { handed, rest, giving: true }
}

/** One transaction for all hosts that read at once; memory follows the commit. */
async function handOutTogether(id: number, readers: Reader[]): Promise<boolean[]> {
  const unique = [...new Map(readers.map((reader) => [reader.host_id, reader])).values()]
  const { handed, rest, giving } = await transaction('agents', (tx) =>
    handOutLocked(tx, id, unique),
  )
  const set = openSet(id)
  if (set && giving) remember(set, handed, rest, readers)
  if (handed.length > 0 || rest.some(({ state }) => state === 'failed')) wake(`campaign:${id}`)
  const left = new Set(handed.map((host) => host.host_id))
  // Of two reads of one host in a batch, one gets the query.
  return readers.map((reader) => left.delete(reader.host_id))
}

function remember(
  set: OpenSet,
  handed: HandedOut['handed'],
  rest: HostProgress[],
  readers: Reader[],
): void {
  const nowMs = Date.now()
  for (const { host_id } of readers) {
    clearWaiting(set, host_id)
    if (!rest.some((host) => host.host_id === host_id)) set.sent.delete(host_id)
  }
  for (const { host_id, sends } of handed) {
    set.sent.set(host_id, { sends, sent_at_ms: nowMs, reads: 0 })
  }
  for (const { host_id, state, sends, sent_ms_ago } of rest) {
    if (state !== 'sent') set.sent.delete(host_id)
    else {
      const reads = set.sent.get(host_id)?.reads ?? 0
      set.sent.set(host_id, { sends, sent_at_ms: nowMs - (sent_ms_ago ?? 0), reads })
    }
  }
}
