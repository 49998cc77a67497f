// Which hosts may check in every 5 s because a campaign has work for them: so many at once, shared
// evenly between the campaigns that want it, so that one to everybody cannot take it from the others.
import { pinned } from '@/lib/global'

/** What an agent is told: it keeps the short interval for this long. */
export const accelerateSeconds = 30

type Hurry = { campaign_id: number; until_ms: number }
type Hurries = {
  hosts: Map<number, Hurry>
  perCampaign: Map<number, number>
  /** Campaigns whose hosts asked lately, whether they got it or not: those that share. */
  asked_ms: Map<number, number>
  pruned_ms: number
}

const hurries = () =>
  pinned<Hurries>('campaigns.hurries', () => ({
    hosts: new Map(),
    perCampaign: new Map(),
    asked_ms: new Map(),
    pruned_ms: 0,
  }))

function end(state: Hurries, hostId: number, hurry: Hurry): void {
  state.hosts.delete(hostId)
  const left = (state.perCampaign.get(hurry.campaign_id) ?? 1) - 1
  if (left > 0) state.perCampaign.set(hurry.campaign_id, left)
  else state.perCampaign.delete(hurry.campaign_id)
}

function prune(state: Hurries, nowMs: number): void {
  if (Math.abs(nowMs - state.pruned_ms) < 1_000) return
  state.pruned_ms = nowMs
  for (const [hostId, hurry] of state.hosts) if (hurry.until_ms <= nowMs) end(state, hostId, hurry)
  for (const [id, askedMs] of state.asked_ms) {
    if (nowMs - askedMs > accelerateSeconds * 1_000) state.asked_ms.delete(id)
  }
}

/**
 * Whether the host may hurry for that campaign now; if so it counts for the next 30 s. A host counts
 * once, whatever it is asked; a campaign gets its share within half a minute of wanting it.
 */
export function mayHurry(
  campaignId: number,
  hostId: number,
  { now_ms, max }: { now_ms: number; max: number },
): boolean {
  const state = hurries()
  state.asked_ms.set(campaignId, now_ms)
  prune(state, now_ms)
  const before = state.hosts.get(hostId)
  if (before) end(state, hostId, before)
  const share = Math.max(1, Math.floor(max / state.asked_ms.size))
  const used = state.perCampaign.get(campaignId) ?? 0
  if (state.hosts.size >= max || used >= share) return false
  const until_ms = now_ms + accelerateSeconds * 1_000
  state.hosts.set(hostId, { campaign_id: campaignId, until_ms })
  state.perCampaign.set(campaignId, used + 1)
  return true
}
