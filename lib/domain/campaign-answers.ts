// What hosts answer to live queries: judged, cut to the caps, stored once, then announced. An answer
// that is not owed is acknowledged, dropped and counted, so it never wedges an agent's queue (R16).
import { wake } from '@/lib/bus/bus'
import { announce, expireLocked } from '@/lib/domain/campaign-end'
import { judgeLocked } from '@/lib/domain/campaign-guard'
import { clearHost } from '@/lib/domain/campaign-memory'
import { cutToRoom, outcomeOf } from '@/lib/domain/campaign-outcomes'
import { campaignOf } from '@/lib/domain/delivery-ids'
import type { KnownHost } from '@/lib/domain/directory'
import { type Gathering, gather } from '@/lib/domain/gather'
import { pinned } from '@/lib/global'
import { counter } from '@/lib/metrics'
import { type HostProgress, listProgress } from '@/lib/store/campaign-hosts'
import {
  findCampaignLocked,
  type LockedCampaign,
  updateRowsCapped,
} from '@/lib/store/campaign-locked'
import { appendOutcomes, type Outcome } from '@/lib/store/campaign-results'
import { type Tx, transaction } from '@/lib/store/db'
import { ensurePartitions, isPartitionMissing } from '@/lib/store/partitions'
import type { Answer } from '@/lib/wire/osquery'

const gatherMs = 4
const batchBytesMax = 16 * 1024 * 1024
const rowBytesLeast = 512

/** Unless the organisation set another. */
const rowsOfCampaignMax = 1_000_000

type Verdict = 'stored' | 'repeated' | 'not_owed'

const dropped = () =>
  counter('muster_live_answers_dropped_total', 'Answers to live queries that were not owed', [
    'reason',
  ])

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

/** `moved`: it ended, rests or goes on otherwise than memory knows. */
type Recorded = { verdicts: Verdict[]; moved: boolean }
type Stored = { outcome: Outcome; answer: Answer }

/** Cuts what comes beyond the rows that one campaign keeps, and says so on the campaign (S20). */
async function cutToCampaign(
  tx: Tx,
  campaign: LockedCampaign,
  stored: readonly Stored[],
): Promise<Outcome[]> {
  let room = (campaign.rows_max ?? rowsOfCampaignMax) - campaign.rows
  const cut = stored.map(({ outcome, answer }) => {
    const fitting = cutToRoom(outcome, answer, room)
    room -= fitting.rows
    return fitting
  })
  const isCut = cut.some((outcome, at) => outcome !== stored[at]?.outcome)
  if (isCut && !campaign.rows_capped) await updateRowsCapped(tx, campaign.id)
  return cut
}

const judgedOf = ({ outcome, answer }: Stored) => ({
  error: outcome.to === 'failed' || outcome.to === 'denylisted',
  rows: answer.rows.length,
  wall_time_ms: answer.stats?.wall_time_ms,
  memory: answer.stats?.memory,
})

async function recordLocked(tx: Tx, id: number, given: Owed[]): Promise<Recorded> {
  const campaign = await findCampaignLocked(tx, id)
  if (!campaign) return { verdicts: given.map(() => 'not_owed'), moved: false }
  if (campaign.overdue) await expireLocked(tx, campaign)
  const progress = await listProgress(
    tx,
    id,
    given.map(({ host_id }) => host_id),
  )
  const hosts = new Map(progress.map((host) => [host.host_id, host]))
  const stored: Stored[] = []
  const verdicts = given.map(({ host_id, answer }): Verdict => {
    const host = hosts.get(host_id)
    const verdict = verdictOn(campaign, host)
    if (verdict !== 'stored' || !host) return verdict
    const outcome = outcomeOf(answer, host, host.state !== 'sent')
    stored.push({ outcome, answer })
    hosts.set(host_id, { ...host, state: outcome.to })
    return verdict
  })
  if (stored.length === 0) return { verdicts, moved: campaign.overdue }
  const status = await appendOutcomes(tx, campaign, await cutToCampaign(tx, campaign, stored))
  const judging = { judged: stored.map(judgedOf), stored: stored.length, status }
  const judged = await judgeLocked(tx, campaign, judging)
  return { verdicts, moved: judged || campaign.overdue }
}

/** One transaction for all answers to a campaign that came together; then memory, then the wake-up. */
async function recordTogether(id: number, given: Owed[]): Promise<Verdict[]> {
  const record = () => transaction('agents', (tx) => recordLocked(tx, id, given))
  const { verdicts, moved } = await record().catch(async (error: unknown) => {
    if (!isPartitionMissing(error)) throw error
    await ensurePartitions()
    return record()
  })
  // Who was not asked yet still is to be, whatever it says.
  for (const [at, { host_id }] of given.entries()) {
    if (verdicts[at] !== 'not_owed') clearHost(id, host_id)
  }
  if (moved) await announce(id)
  else if (verdicts.includes('stored')) wake(`campaign:${id}`)
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
