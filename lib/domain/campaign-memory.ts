// Open campaigns as this process knows them: a bit per waiting host, ten bytes per host at work, so
// that an idle check-in asks no database. It may be stale; only the conditional update decides.
import { onWake } from '@/lib/bus/bus'
import { type Bits, bitsOf, clearBit, hasBit, noBits, setBit } from '@/lib/domain/campaign-bits'
import { dropSent, type SentHosts, sentOfPacked } from '@/lib/domain/campaign-sent'
import { pinned } from '@/lib/global'
import {
  findSentPacked,
  findWaitingPacked,
  listOpenCampaigns,
  type OpenCampaign,
} from '@/lib/store/campaign-open'

export type OpenSet = OpenCampaign & {
  /** Hosts that wait and may be asked: while holding, the canary. */
  waiting: Bits
  sent: SentHosts
  /** Reads that gave a host other queries instead: a number in three bits, the lowest first. */
  skipped: [Bits, Bits, Bits]
  /** Until then nobody new is handed the query: the minute is full. */
  full_until_ms: number
  /** Which `hosts_version` its hosts were read at. */
  hosts_version: number
}

type Memory = {
  open: Map<number, OpenSet>
  /** Rises when hosts were merged: the same counts stand for other ids. */
  hosts_version: number
  refreshing: Promise<void> | undefined
  again: boolean
  timer: NodeJS.Timeout | undefined
  forget: (() => void)[]
}

const pollMs = 2_000

function memory(): Memory {
  return pinned('campaigns.memory', () => ({
    open: new Map(),
    hosts_version: 0,
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

const acceleratedByDefault = 5_000

/** How many hosts may hurry by this instance: what is set for all, shared with the others. */
export function acceleratedMax(): number {
  for (const { accelerated_hosts_max: all, instances } of openSets()) {
    return Math.floor((all ?? acceleratedByDefault) / Math.max(1, instances))
  }
  return acceleratedByDefault
}

/** Whether that host waits and may be asked. */
export function waits(set: OpenSet, hostId: number): boolean {
  return hasBit(set.waiting, hostId)
}

export function clearWaiting(set: OpenSet, hostId: number): void {
  clearBit(set.waiting, hostId)
}

/** More reads than these are counted as these. */
export const skipsMost = 7

/** How many reads in a row gave the host other queries instead. */
export function skipsOf({ skipped: [ones, twos, fours] }: OpenSet, hostId: number): number {
  const bit = (bits: Bits) => (hasBit(bits, hostId) ? 1 : 0)
  return bit(ones) + 2 * bit(twos) + 4 * bit(fours)
}

export function countSkip(set: OpenSet, hostId: number): void {
  if (skipsOf(set, hostId) >= skipsMost) return
  for (const bits of set.skipped) {
    // One more in binary: ones become noughts up to the first nought.
    if (!hasBit(bits, hostId)) {
      setBit(bits, hostId)
      return
    }
    clearBit(bits, hostId)
  }
}

/** Forgets that the campaign wants anything of the host. */
export function clearHost(id: number, hostId: number): void {
  const set = openSet(id)
  if (!set) return
  clearWaiting(set, hostId)
  dropSent(set.sent, hostId)
}

async function load(campaign: OpenCampaign): Promise<OpenSet> {
  const { hosts_version } = memory()
  const [waiting, sent] = await Promise.all([
    findWaitingPacked(campaign.id),
    findSentPacked(campaign.id),
  ])
  return {
    ...campaign,
    waiting: bitsOf(waiting),
    sent: sentOfPacked(sent, campaign.targeted, Date.now()),
    skipped: [noBits(), noBits(), noBits()],
    full_until_ms: 0,
    hosts_version,
  }
}

/** Whether the hosts that may be asked are still those that were loaded. */
const isSame = (known: OpenSet, now: OpenCampaign) =>
  known.targeted === now.targeted &&
  known.holding === now.holding &&
  known.hosts_version === memory().hosts_version

async function reread(): Promise<void> {
  const { open } = memory()
  const listed = await listOpenCampaigns()
  const ids = new Set(listed.map(({ id }) => id))
  for (const id of open.keys()) if (!ids.has(id)) open.delete(id)
  for (const campaign of listed) {
    const known = open.get(campaign.id)
    if (known && isSame(known, campaign)) Object.assign(known, campaign)
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
    onWake('campaigns:hosts', () => {
      state.hosts_version += 1
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
