// Which hosts may check in every 5 s because a campaign has work for them: so many at once, shared
// between the open campaigns, so that one to everybody cannot take the pace from the others.
import { pinned } from '@/lib/global'

/** What an agent is told: it keeps the short interval for this long. */
export const accelerateSeconds = 30

const accelerateMax = 5_000

type Pace = { campaign_id: number; until_ms: number }
type Paces = { hosts: Map<number, Pace>; perCampaign: Map<number, number>; prunedMs: number }

const paces = () =>
  pinned<Paces>('campaigns.paces', () => ({
    hosts: new Map(),
    perCampaign: new Map(),
    prunedMs: 0,
  }))

function end(state: Paces, hostId: number, pace: Pace): void {
  state.hosts.delete(hostId)
  const left = (state.perCampaign.get(pace.campaign_id) ?? 1) - 1
  if (left > 0) state.perCampaign.set(pace.campaign_id, left)
  else state.perCampaign.delete(pace.campaign_id)
}

function prune(state: Paces, nowMs: number): void {
  if (nowMs - state.prunedMs < 1_000) return
  state.prunedMs = nowMs
  for (const [hostId, pace] of state.hosts) if (pace.until_ms <= nowMs) end(state, hostId, pace)
}

/** Whether the host may hurry for that campaign now; if so it counts for the next 30 s. */
export function mayHurry(
  campaignId: number,
  hostId: number,
  { now_ms, campaigns, max = accelerateMax }: { now_ms: number; campaigns: number; max?: number },
): boolean {
  const state = paces()
  prune(state, now_ms)
  const before = state.hosts.get(hostId)
  if (before) end(state, hostId, before)
  const share = Math.floor(max / Math.max(1, campaigns))
  const used = state.perCampaign.get(campaignId) ?? 0
  if (state.hosts.size >= max || used >= Math.max(1, share)) return false
  state.hosts.set(hostId, { campaign_id: campaignId, until_ms: now_ms + accelerateSeconds * 1_000 })
  state.perCampaign.set(campaignId, used + 1)
  return true
}
