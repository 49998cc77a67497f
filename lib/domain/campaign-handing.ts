// The one place that hands a campaign's query out: all hosts that read at once share a transaction
// under the campaign's lock, which decides whatever memory believes; memory follows the commit.
import { wake } from '@/lib/bus/bus'
import { announce } from '@/lib/domain/campaign-end'
import { judgeLocked } from '@/lib/domain/campaign-guard'
import { clearWaiting, type OpenSet, openSet } from '@/lib/domain/campaign-memory'
import { paceAfter, paceLeft, paceOpensIn } from '@/lib/domain/campaign-pace'
import { dropSent, findSent, putSent } from '@/lib/domain/campaign-sent'
import { type Gathering, gather } from '@/lib/domain/gather'
import { pinned } from '@/lib/global'
import {
  type HostProgress,
  listProgress,
  type Reader,
  updateCounters,
  updateSent,
} from '@/lib/store/campaign-hosts'
import {
  findCampaignLocked,
  findPace,
  type LockedCampaign,
  updatePace,
} from '@/lib/store/campaign-locked'
import { appendOutcomes, type Outcome } from '@/lib/store/campaign-results'
import { type Tx, transaction } from '@/lib/store/db'

const gatherMs = 3
const readersMax = 1_000

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
  /** A guard rail paused it or let the others follow. */
  judged: boolean
  /** Seconds until somebody new may be handed the query; 0: now. */
  opens_in: number
}

const nothing: HandedOut = { handed: [], rest: [], giving: false, judged: false, opens_in: 0 }

/** Those who may be handed the query within the campaign's pace, and when it next lets somebody. */
async function updateSentPaced(
  tx: Tx,
  { id, guard }: LockedCampaign,
  readers: Reader[],
): Promise<Pick<HandedOut, 'handed' | 'opens_in'>> {
  const perMinute = guard.hosts_per_minute
  if (perMinute === undefined) return { handed: await updateSent(tx, id, readers), opens_in: 0 }
  const { now, ...stored } = await findPace(tx, id)
  const pace = { counts: stored.paced, second: stored.second }
  const fresh = readers.filter((reader) => reader.patience_seconds === null)
  const again = readers.filter((reader) => reader.patience_seconds !== null)
  const allowed = fresh.slice(0, paceLeft(pace, now, perMinute))
  const handed = await updateSent(tx, id, [...allowed, ...again])
  const first = handed.filter(({ sends }) => sends === 1).length
  const after = paceAfter(pace, now, first)
  if (first > 0) await updatePace(tx, id, after)
  return { handed, opens_in: paceOpensIn(after, now, perMinute) }
}

function lostOf(rest: readonly HostProgress[], patience: ReadonlyMap<number, number | null>) {
  return rest.filter((host) => {
    const seconds = patience.get(host.host_id)
    return (
      host.state === 'sent' &&
      host.sends >= 2 &&
      typeof seconds === 'number' &&
      (host.sent_ms_ago ?? 0) >= seconds * 1_000
    )
  })
}

/** Ends those of whom nothing came back twice; says whether a guard rail spoke. */
async function failLost(
  tx: Tx,
  campaign: LockedCampaign,
  { lost, moved }: { lost: HostProgress[]; moved: number },
): Promise<boolean> {
  const status = await appendOutcomes(tx, campaign, lost.map(noAnswer))
  for (const host of lost) host.state = 'failed'
  const now = { ...campaign, sent: campaign.sent + moved, waiting: campaign.waiting - moved }
  const judged = lost.map(() => ({ error: true, rows: 0 }))
  return judgeLocked(tx, now, { judged, stored: lost.length, status })
}

async function handOutLocked(tx: Tx, id: number, readers: Reader[]): Promise<HandedOut> {
  const campaign = await findCampaignLocked(tx, id)
  if (!campaign?.giving) return nothing
  const { handed, opens_in } = await updateSentPaced(tx, campaign, readers)
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
  const lost = lostOf(rest, others)
  const judged = lost.length > 0 && (await failLost(tx, campaign, { lost, moved }))
  return { handed, rest, giving: true, judged, opens_in }
}

/** One transaction for all hosts that read at once; memory follows the commit. */
async function handOutTogether(id: number, readers: Reader[]): Promise<boolean[]> {
  const unique = [...new Map(readers.map((reader) => [reader.host_id, reader])).values()]
  const done = await transaction('agents', (tx) => handOutLocked(tx, id, unique))
  const set = openSet(id)
  if (set && done.giving) remember(set, done, unique)
  const { handed, rest } = done
  if (handed.length > 0 || rest.some(({ state }) => state === 'failed')) wake(`campaign:${id}`)
  if (done.judged) await announce(id)
  const left = new Set(handed.map((host) => host.host_id))
  // Of two reads of one host in a batch, one gets the query.
  return readers.map((reader) => left.delete(reader.host_id))
}

function remember(set: OpenSet, { handed, rest, opens_in }: HandedOut, readers: Reader[]): void {
  const nowMs = Date.now()
  if (opens_in > 0) set.full_until_ms = nowMs + opens_in * 1_000
  const states = new Map(rest.map((host) => [host.host_id, host]))
  for (const { host_id } of readers) {
    const host = states.get(host_id)
    // Who waits for the minute to have room goes on waiting.
    if (host?.state !== 'waiting') clearWaiting(set, host_id)
    if (host?.state !== 'sent') dropSent(set.sent, host_id)
    else {
      const reads = findSent(set.sent, host_id)?.reads ?? 0
      const sent_at_ms = nowMs - (host.sent_ms_ago ?? 0)
      putSent(set.sent, host_id, { sends: host.sends, sent_at_ms, reads })
    }
  }
  for (const { host_id, sends } of handed) {
    putSent(set.sent, host_id, { sends, sent_at_ms: nowMs, reads: 0 })
  }
}

/** Whether the host got the query, after the commit. Rejects when the database is away. */
export function handOut(campaignId: number, reader: Reader): Promise<boolean> {
  const gathering = pinned<Gathering<Reader, boolean>>('campaigns.readers', () => new Map())
  return gather(gathering, campaignId, reader, 1, {
    delay_ms: gatherMs,
    max_weight: readersMax,
    run: handOutTogether,
  })
}
