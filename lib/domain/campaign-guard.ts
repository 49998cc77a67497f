// Guard rails: what an answer may cost, how many may fail, and whom a canary lets follow. Judged under
// the campaign's lock in the transaction that stores the answers, so a pause holds from that commit on.
import { recordActivity } from '@/lib/domain/activity'
import {
  type CanaryFigures,
  findCampaignLocked,
  findCanary,
  type LockedCampaign,
  updateReleased,
  updateStatus,
} from '@/lib/store/campaign-locked'
import type { Tx } from '@/lib/store/db'
import type { CampaignStatus, Guard } from '@/lib/wire/campaigns'

/** What one host's answer came to. Rows are those it sent, kept or not. */
export type Judged = {
  error: boolean
  rows: number
  wall_time_ms?: number | undefined
  memory?: number | undefined
}

type Trip = { limit: keyof Guard; reason: string }

/** So many hosts must be done before their share of errors means something. */
const errorsFrom = 10

const figure = (value: number) => Math.round(value).toLocaleString('en-US')
const hosts = (count: number) => (count === 1 ? '1 host' : `${figure(count)} hosts`)

const errorsOf = (judged: readonly Judged[]) => judged.filter(({ error }) => error).length

/** The share of errors over all that is judged, once enough hosts are done. */
function errorTrip(
  max: number | undefined,
  { done, errors, whole }: { done: number; errors: number; whole: boolean },
): Trip | undefined {
  if (max === undefined || done === 0 || (done < errorsFrom && !whole)) return undefined
  const percent = (errors / done) * 100
  if (percent <= max) return undefined
  const share = `error share ${figure(percent)} % over the limit of ${max} %`
  return { limit: 'max_error_percent', reason: `${share}: ${figure(errors)} of ${hosts(done)}` }
}

const perHost = [
  ['max_wall_ms', 'wall time', ' ms', (judged: Judged) => judged.wall_time_ms],
  ['max_memory_bytes', 'memory', ' bytes', (judged: Judged) => judged.memory],
  ['max_rows_per_host', 'rows', '', (judged: Judged) => judged.rows],
] as const

/** The first limit that the answers exceed, with its figure and how many hosts did. */
export function tripOf(
  guard: Guard,
  judged: readonly Judged[],
  sofar: { done: number; errors: number; whole: boolean },
): Trip | undefined {
  for (const [limit, name, unit, of] of perHost) {
    const max = guard[limit]
    if (max === undefined) continue
    const over = judged.map((each) => of(each) ?? 0).filter((value) => value > max)
    if (over.length === 0) continue
    const most = over.reduce((a, b) => Math.max(a, b), 0)
    const reason = `${name} ${figure(most)}${unit} over the limit of ${figure(max)}${unit}`
    return { limit, reason: `${reason}: ${hosts(over.length)}` }
  }
  return errorTrip(guard.max_error_percent, sofar)
}

/** How a canary did, in words. */
export function canaryWords({ hosts: all, answered, errors, p95_ms }: CanaryFigures): string {
  const parts = [
    `${answered} of ${all} answered`,
    errors === 1 ? '1 error' : `${errors} errors`,
    ...(p95_ms === null ? [] : [`p95 ${figure(p95_ms)} ms`]),
  ]
  return `canary: ${parts.join(', ')}`
}

const ended = (status: CampaignStatus) =>
  status === 'complete' || status === 'stopped' || status === 'expired'

async function rest(tx: Tx, campaign: LockedCampaign, trip: Trip): Promise<void> {
  await updateStatus(tx, campaign.id, 'paused', { reason: trip.reason })
  await recordActivity(tx, 'guard rail', {
    type: 'paused_campaign',
    object_kind: 'campaign',
    object_id: campaign.id,
    details: { limit: trip.limit, reason: trip.reason },
  })
}

async function release(tx: Tx, campaign: LockedCampaign, reason: string): Promise<void> {
  await updateReleased(tx, campaign.id)
  await recordActivity(tx, 'guard rail', {
    type: 'released_campaign',
    object_kind: 'campaign',
    object_id: campaign.id,
    hosts: campaign.waiting,
    details: { reason },
  })
}

type Outcomes = {
  /** What was just stored of hosts that were asked in time. */
  judged: readonly Judged[]
  /** How many were stored in all, and the status after it. */
  stored: number
  status: CampaignStatus
}

/**
 * Judges what was just stored in a locked campaign: pauses it with a reason, or lets the others
 * follow its canary. Returns whether either happened. A campaign that a limit paused is judged again
 * once somebody let it go on, by what comes after.
 */
export async function judgeLocked(
  tx: Tx,
  campaign: LockedCampaign,
  { judged, stored, status }: Outcomes,
): Promise<boolean> {
  const { guard, holding } = campaign
  if (judged.length === 0 || ended(status) || campaign.overdue || campaign.reason !== null) {
    return false
  }
  if (!holding && Object.keys(guard).length === 0) return false
  // While it holds, whoever works is of the canary.
  const canary = holding && campaign.sent <= stored ? await findCanary(tx, campaign.id) : undefined
  const whole = canary !== undefined && canary.done >= canary.hosts
  const trip = tripOf(guard, judged, {
    whole,
    done: campaign.last_seq + stored - campaign.judged_seq,
    errors: campaign.failed + campaign.denylisted + errorsOf(judged) - campaign.judged_errors,
  })
  if (trip) await rest(tx, campaign, trip)
  else if (whole) await endCanary(tx, campaign, canary)
  return whole || trip !== undefined
}

/** Lets the others follow a canary that is done, or waits for a person to. */
async function endCanary(tx: Tx, campaign: LockedCampaign, canary: CanaryFigures): Promise<void> {
  if (campaign.guard.canary_release === 'auto' && canary.answered > 0) {
    return release(tx, campaign, canaryWords(canary))
  }
  const reason = `${canaryWords(canary)}; release to go on`
  return rest(tx, campaign, { limit: 'canary', reason })
}

/**
 * Judges the canary of a locked campaign from which a host has gone without an answer, deleted or
 * merged: when it waited for that host alone, no answer will bring it to its end.
 */
export async function judgeLeft(tx: Tx, id: number): Promise<void> {
  const campaign = await findCampaignLocked(tx, id)
  if (!campaign?.holding || !campaign.open || campaign.overdue || campaign.reason !== null) return
  const canary = await findCanary(tx, id)
  if (canary.done >= canary.hosts) await endCanary(tx, campaign, canary)
}
