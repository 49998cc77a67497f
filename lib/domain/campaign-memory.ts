// Open campaigns as this process knows them: a bit per waiting host, a small map of hosts at work, so
// that an idle check-in asks no database. It may be stale; only the conditional update decides.
import { onWake } from '@/lib/bus/bus'
import { pinned } from '@/lib/global'
import { findWaitingPacked, listSent } from '@/lib/store/campaign-hosts'
import { listOpenCampaigns, type OpenCampaign } from '@/lib/store/campaigns'
import type { CampaignStatus } from '@/lib/wire/campaigns'

/** A host that has the query: when by this process's clock, how often, and its reads since. */
export type Sent = { sends: number; sent_at_ms: number; reads: number }

export type OpenSet = {
  id: number
  query: string
  status: CampaignStatus
  targeted: number
  waiting: Uint32Array
  sent: Map<number, Sent>
}

type Memory = {
  open: Map<number, OpenSet>
  refreshing: Promise<void> | undefined
  again: boolean
  timer: NodeJS.Timeout | undefined
  forget: (() => void)[]
}

const pollMs = 2_000

function memory(): Memory {
  return pinned('campaigns.memory', () => ({
    open: new Map(),
    refreshing: undefined,
    again: false,
    timer: undefined,
    forget: [],
  }))
}

/** Open campaigns, oldest first. */
export function openSets(): Iterable<OpenSet> {
  return memory().open.values()
}

export function openSet(id: number): OpenSet | undefined {
  return memory().open.get(id)
}

export function openCount(): number {
  return memory().open.size
}

/** Whether the bit of that host is set. */
export function waits(set: OpenSet, hostId: number): boolean {
  return (((set.waiting[hostId >>> 5] ?? 0) >>> (hostId & 31)) & 1) === 1
}

export function clearWaiting(set: OpenSet, hostId: number): void {
  const word = hostId >>> 5
  set.waiting[word] = (set.waiting[word] ?? 0) & ~(1 << (hostId & 31))
}

/** Forgets that the campaign wants anything of the host. */
export function clearHost(id: number, hostId: number): void {
  const set = openSet(id)
  if (!set) return
  clearWaiting(set, hostId)
  set.sent.delete(hostId)
}

function bitsOf(packed: Buffer): Uint32Array {
  let highest = 0
  for (let at = 0; at < packed.length; at += 4) highest = Math.max(highest, packed.readUInt32BE(at))
  const bits = new Uint32Array((highest >>> 5) + 1)
  for (let at = 0; at < packed.length; at += 4) {
    const hostId = packed.readUInt32BE(at)
    bits[hostId >>> 5] = (bits[hostId >>> 5] ?? 0) | (1 << (hostId & 31))
  }
  return bits
}

async function load(campaign: OpenCampaign): Promise<OpenSet> {
  const [packed, sent] = await Promise.all([findWaitingPacked(campaign.id), listSent(campaign.id)])
  const nowMs = Date.now()
  return {
    ...campaign,
    waiting: bitsOf(packed),
    sent: new Map(
      sent.map((host) => [
        host.host_id,
        { sends: host.sends, sent_at_ms: nowMs - host.sent_ms_ago, reads: 0 },
      ]),
    ),
  }
}

async function reread(): Promise<void> {
  const { open } = memory()
  const listed = await listOpenCampaigns()
  const ids = new Set(listed.map(({ id }) => id))
  for (const id of open.keys()) if (!ids.has(id)) open.delete(id)
  for (const campaign of listed) {
    const known = open.get(campaign.id)
    if (known && known.targeted === campaign.targeted) known.status = campaign.status
    else open.set(campaign.id, await load(campaign))
  }
}

/** Rereads which campaigns are open; calls that meet share one reading begun after each of them. */
export function refreshCampaigns(): Promise<void> {
  const state = memory()
  if (state.refreshing) {
    state.again = true
    return state.refreshing
  }
  state.refreshing = (async () => {
    do {
      state.again = false
      await reread()
    } while (state.again)
  })().finally(() => {
    state.refreshing = undefined
  })
  return state.refreshing
}

/** Loads what is open and keeps it so: by wake-ups, and every 2 s in case one was lost. */
export async function startCampaigns(): Promise<void> {
  const state = memory()
  if (state.timer) return
  // A database that is away leaves the sets as they are; the next poll asks again.
  const refresh = () => void refreshCampaigns().catch(() => {})
  state.forget = [
    onWake('campaigns', refresh),
    // Hosts were merged: the same counts stand for other ids.
    onWake('campaigns:hosts', () => {
      for (const set of openSets()) set.targeted = -1
      refresh()
    }),
  ]
  state.timer = setInterval(refresh, pollMs)
  state.timer.unref()
  await refreshCampaigns()
}

/** Ends the polling and forgets everything. */
export function stopCampaigns(): void {
  const state = memory()
  clearInterval(state.timer)
  state.timer = undefined
  for (const forget of state.forget) forget()
  state.forget = []
  state.open.clear()
}
