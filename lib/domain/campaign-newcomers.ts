// Hosts that come to match an open campaign that takes newcomers: added while it runs, so `targeted`
// grows, visibly. They are cut to what the person who started it may ask now, not what they once might.
import { wake } from '@/lib/bus/bus'
import { refreshCampaigns } from '@/lib/domain/campaign-memory'
import { askableTeams, resolveTargets } from '@/lib/domain/campaign-targets'
import { wantedNow } from '@/lib/domain/campaign-text'
import { updateTargeted } from '@/lib/store/campaign-creation'
import { findCampaignLocked } from '@/lib/store/campaign-locked'
import { insertTargetHosts, listNewcomers, type TargetSet } from '@/lib/store/campaign-targets'
import { listNewcomerCampaigns, type NewcomerCampaign } from '@/lib/store/campaigns'
import { transaction } from '@/lib/store/db'
import { findUser } from '@/lib/store/users'
import { AppError } from '@/lib/wire/errors'

/** Whom the campaign would ask if it were started now; undefined when it could not be. */
async function targetsNow(campaign: NewcomerCampaign): Promise<TargetSet | undefined> {
  const user = await findUser(campaign.user_id)
  if (!user) return undefined
  const viewer = { ...user, user_id: user.id, via: 'session' as const }
  try {
    const scope_teams = askableTeams(viewer, await wantedNow(viewer, campaign))
    return await resolveTargets(campaign.selected, { include_offline: true, scope_teams })
  } catch (error) {
    if (error instanceof AppError && error.code !== 'unavailable') return undefined
    throw error
  }
}

/** The campaign is locked only when somebody joins: its answers wait for that lock. */
async function join(id: number, targets: TargetSet): Promise<number> {
  const newcomers = await listNewcomers(id, targets)
  if (newcomers.length === 0) return 0
  return transaction('work', async (tx) => {
    const locked = await findCampaignLocked(tx, id)
    if (!locked?.open || locked.overdue) return 0
    const added = await insertTargetHosts(tx, id, newcomers)
    if (added > 0) await updateTargeted(tx, id, added)
    return added
  })
}

/** Adds the newcomers of every campaign that takes them. */
export async function joinNewcomers(): Promise<void> {
  for (const campaign of await listNewcomerCampaigns()) {
    const targets = await targetsNow(campaign)
    if (!targets || (await join(campaign.id, targets)) === 0) continue
    await refreshCampaigns()
    wake('campaigns')
    wake(`campaign:${campaign.id}`)
  }
}
