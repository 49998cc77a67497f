// How campaigns end or rest: stopped by a person, expired by the clock, paused. Each holds on every
// instance from its commit on, because handing out asks the campaign's row under its lock.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { refreshCampaigns } from '@/lib/domain/campaign-memory'
import { updateCounters, updateEnded } from '@/lib/store/campaign-hosts'
import {
  findCampaignLocked,
  findCanary,
  type LockedCampaign,
  updateReleased,
  updateResumed,
  updateStatus,
} from '@/lib/store/campaign-locked'
import { listOverdueCampaigns } from '@/lib/store/campaigns'
import { type Lane, type Tx, transaction } from '@/lib/store/db'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

async function endHosts(tx: Tx, id: number, state: 'expired' | 'cancelled'): Promise<void> {
  const { waiting, sent } = await updateEnded(tx, id, state)
  await updateCounters(tx, id, { waiting: -waiting, sent: -sent, [state]: waiting + sent })
}

/** Expires a locked campaign and everyone in it who has not answered. */
export async function expireLocked(tx: Tx, campaign: LockedCampaign): Promise<void> {
  await updateStatus(tx, campaign.id, 'expired')
  await endHosts(tx, campaign.id, 'expired')
}

/** Tells watchers and the memory of every instance. */
export async function announce(id: number): Promise<void> {
  wake('campaigns')
  wake(`campaign:${id}`)
  // The others hear of it by themselves; this process must not hand out from a stale set.
  await refreshCampaigns().catch(() => {})
}

/** Expires the campaign if its time is over; says whether this call did it. */
export async function expireCampaign(id: number, lane: Lane = 'work'): Promise<boolean> {
  const expired = await transaction(lane, async (tx) => {
    const campaign = await findCampaignLocked(tx, id)
    if (!campaign?.overdue) return false
    await expireLocked(tx, campaign)
    return true
  })
  if (expired) await announce(id)
  return expired
}

/** Expires every campaign whose time is over. */
export async function expireCampaigns(): Promise<void> {
  for (const id of await listOverdueCampaigns()) await expireCampaign(id)
}

export type Ending = { late_answers: 'keep' | 'drop'; address: string }

/**
 * Stops a campaign: who waits or works is cancelled at once; who has the query may still answer for
 * an hour unless late answers are dropped. Stopping what has ended changes nothing.
 */
export async function stopCampaign(viewer: Viewer, id: number, ending: Ending): Promise<void> {
  const stopped = await transaction('people', async (tx) => {
    const campaign = await findCampaignLocked(tx, id)
    if (!campaign) throw new AppError('not_found', 'There is no such campaign')
    if (campaign.overdue) {
      await expireLocked(tx, campaign)
      return true
    }
    if (!campaign.open) return false
    await updateStatus(tx, id, 'stopped', {
      reason: campaign.reason ? `by ${viewer.name}; ${campaign.reason}` : `by ${viewer.name}`,
      late: ending.late_answers,
    })
    await endHosts(tx, id, 'cancelled')
    await recordActivity(tx, viewer, {
      type: 'stopped_campaign',
      object_kind: 'campaign',
      object_id: id,
      hosts: campaign.waiting + campaign.sent,
      details: { late_answers: ending.late_answers },
      address: ending.address,
    })
    return true
  })
  if (stopped) await announce(id)
}

async function findOpenLocked(tx: Tx, id: number): Promise<LockedCampaign> {
  const campaign = await findCampaignLocked(tx, id)
  if (!campaign) throw new AppError('not_found', 'There is no such campaign')
  if (!campaign.open || campaign.overdue) {
    throw new AppError('conflict', `Campaign ${id} has ended (${campaign.status})`)
  }
  return campaign
}

/** A canary that is done is not resumed: nobody is left whom it may ask. */
async function refuseDoneCanary(tx: Tx, { id, holding }: LockedCampaign): Promise<void> {
  if (!holding) return
  const { hosts, done } = await findCanary(tx, id)
  if (done < hosts) return
  throw new AppError(
    'conflict',
    `The canary of campaign ${id} is done: release it to ask the others`,
  )
}

/**
 * Stops or resumes handing out. Hosts that have the query may answer meanwhile. After a resume the
 * limits judge only what comes then.
 */
export async function pauseCampaign(
  viewer: Viewer,
  id: number,
  { paused, address }: { paused: boolean; address: string },
): Promise<void> {
  await transaction('people', async (tx) => {
    const campaign = await findOpenLocked(tx, id)
    if ((campaign.status === 'paused') === paused) return
    if (paused) await updateStatus(tx, id, 'paused')
    else {
      await refuseDoneCanary(tx, campaign)
      await updateResumed(tx, id)
    }
    await recordActivity(tx, viewer, {
      type: paused ? 'paused_campaign' : 'resumed_campaign',
      object_kind: 'campaign',
      object_id: id,
      ...(campaign.reason === null ? {} : { details: { reason: campaign.reason } }),
      address,
    })
  })
  await announce(id)
}

/** Lets the others follow the canary, done or not. `conflict` when nobody is held back. */
export async function releaseCampaign(viewer: Viewer, id: number, address: string): Promise<void> {
  await transaction('people', async (tx) => {
    const campaign = await findOpenLocked(tx, id)
    if (!campaign.holding) {
      throw new AppError('conflict', `Campaign ${id} holds nobody back`)
    }
    await updateReleased(tx, id)
    await updateResumed(tx, id)
    await recordActivity(tx, viewer, {
      type: 'released_campaign',
      object_kind: 'campaign',
      object_id: id,
      hosts: campaign.waiting,
      ...(campaign.reason === null ? {} : { details: { reason: campaign.reason } }),
      address,
    })
  })
  await announce(id)
}
