// What hosts answer to live queries: judged, cut to the caps, stored once, then announced. An answer
// that is not owed is acknowledged, dropped and counted, so it never wedges an agent's queue (R16).
import { wake } from '@/lib/bus/bus'
import { expireLocked } from '@/lib/domain/campaign-end'
import { clearHost } from '@/lib/domain/campaign-memory'
import { campaignOf } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import { type Gathering, gather } from '@/lib/domain/gather'
import { pinned } from '@/lib/global'
import { counter } from '@/lib/metrics'
import { type HostProgress, listProgress } from '@/lib/store/campaign-hosts'
import { findCampaignLocked, type LockedCampaign } from '@/lib/store/campaign-locked'
import { appendOutcomes, type Outcome } from '@/lib/store/campaign-results'
import { type Tx, transaction } from '@/lib/store/db'
import { ensurePartitions, isPartitionMissing } from '@/lib/store/partitions'
import { type Answer, cutText } from '@/lib/wire/osquery'

const gatherMs = 4
const batchBytesMax = 16 * 1024 * 1024
const rowBytesLeast = 512

const rowsMax = 10_000
const bytesMax = 8 * 1024 * 1024
const columnsMax = 512
const nameMax = 256
const cellMax = 64 * 1024

type Verdict = 'stored' | 'repeated' | 'not_owed'

const dropped = () =>
  counter('muster_live_answers_dropped_total', 'Answers to live queries that were not owed', [
    'reason',
  ])

type Kept = Pick<Outcome, 'rows_json' | 'rows' | 'truncated'>

function cutRow(row: Record<string, string>): { row: Record<string, string>; cut: boolean } {
  const entries = Object.entries(row)
  const fits = ([name, value]: [string, string]) =>
    name.length <= nameMax && value.length <= cellMax
  if (entries.length <= columnsMax && entries.every(fits)) return { row, cut: false }
  const kept = entries
    .slice(0, columnsMax)
    .map(([name, value]) => [cutText(name, nameMax), cutText(value, cellMax)])
  return { row: Object.fromEntries(kept), cut: true }
}

/** The rows that fit the caps (S20), as JSON text. */
function keptRows(rows: readonly Record<string, string>[]): Kept {
  const parts: string[] = []
  let bytes = 2
  let cutAny = rows.length > rowsMax
  for (const whole of rows.slice(0, rowsMax)) {
    const { row, cut } = cutRow(whole)
    const text = JSON.stringify(row)
    bytes += Buffer.byteLength(text) + 1
    if (bytes > bytesMax) {
      cutAny = true
      break
    }
    cutAny ||= cut
    parts.push(text)
  }
  return { rows_json: `[${parts.join(',')}]`, rows: parts.length, truncated: cutAny }
}

const denylistedMessage = /denylisted/i

/** What an answer means. `from` and `late` come from the host's row. */
function outcomeOf(answer: Answer, from: HostProgress, late: boolean): Outcome {
  const kept = keptRows(answer.rows)
  const truncated = kept.truncated || answer.truncated
  const base = {
    host_id: from.host_id,
    from: from.state,
    ...kept,
    truncated,
    late,
    stats_json: answer.stats ? JSON.stringify(answer.stats) : null,
  }
  if (answer.status !== 0) {
    const message = answer.message || `the agent reported status ${answer.status} without a message`
    const to = denylistedMessage.test(answer.message) ? 'denylisted' : 'failed'
    return { ...base, to, error: message }
  }
  if (truncated) {
    return {
      ...base,
      to: 'too_large',
      error: 'the answer is larger than the cap; what fits is kept',
    }
  }
  return { ...base, to: 'answered', error: null }
}

type Owed = { host_id: number; answer: Answer }

/** Whether the campaign still takes what that host says, by the row as it is under the lock. */
function verdictOn(campaign: LockedCampaign, host: HostProgress | undefined): Verdict {
  if (!host || host.sends === 0) return 'not_owed'
  if (host.state === 'sent') return 'stored'
  const ended = host.state === 'expired' || host.state === 'cancelled'
  if (!ended) return 'repeated'
  const dropsLate = campaign.status === 'stopped' && campaign.late_answers === 'drop'
  return campaign.within_grace && !dropsLate ? 'stored' : 'not_owed'
}

async function recordLocked(tx: Tx, id: number, given: Owed[]): Promise<Verdict[]> {
  const campaign = await findCampaignLocked(tx, id)
  if (!campaign) return given.map(() => 'not_owed')
  if (campaign.overdue) await expireLocked(tx, campaign)
  const progress = await listProgress(
    tx,
    id,
    given.map(({ host_id }) => host_id),
  )
  const hosts = new Map(progress.map((host) => [host.host_id, host]))
  const outcomes: Outcome[] = []
  const verdicts = given.map(({ host_id, answer }): Verdict => {
    const host = hosts.get(host_id)
    const verdict = verdictOn(campaign, host)
    if (verdict !== 'stored' || !host) return verdict
    const outcome = outcomeOf(answer, host, host.state !== 'sent')
    outcomes.push(outcome)
    hosts.set(host_id, { ...host, state: outcome.to })
    return verdict
  })
  if (outcomes.length > 0) await appendOutcomes(tx, campaign, outcomes)
  return verdicts
}

/** One transaction for all answers to a campaign that came together; then memory, then the wake-up. */
async function recordTogether(id: number, given: Owed[]): Promise<Verdict[]> {
  const record = () => transaction('agents', (tx) => recordLocked(tx, id, given))
  const verdicts = await record().catch(async (error: unknown) => {
    if (!isPartitionMissing(error)) throw error
    await ensurePartitions()
    return record()
  })
  for (const { host_id } of given) clearHost(id, host_id)
  if (verdicts.includes('stored')) wake(`campaign:${id}`)
  return verdicts
}

/**
 * Stores what is owed and drops the rest; resolves after the commit, so the agent may be told that
 * it was taken. Rejects when the database is away: the agent will say it again.
 */
export async function recordAnswers(host: KnownHost, answers: Answer[]): Promise<void> {
  const gathering = pinned<Gathering<Owed, Verdict>>('campaigns.answers', () => new Map())
  const verdicts = await Promise.all(
    answers.map((answer): Verdict | Promise<Verdict> => {
      const campaignId = campaignOf(answer.delivery, host.id)
      if (campaignId === undefined) return 'not_owed'
      const owed = { host_id: host.id, answer }
      return gather(gathering, campaignId, owed, answer.bytes + rowBytesLeast, {
        delay_ms: gatherMs,
        max_weight: batchBytesMax,
        run: recordTogether,
      })
    }),
  )
  for (const verdict of verdicts) if (verdict !== 'stored') dropped().inc({ reason: verdict })
}
