// When hosts were last heard and how often they call, gathered in memory and flushed together.
// A crash loses at most the last few seconds of it.
import { pinned } from '@/lib/global'
import { appendSeen } from '@/lib/store/host-seen'

const gapsKept = 7
const flushMs = 3_000
const flushHosts = 5_000
const keyFlushMs = 600_000
const rateSeconds = 10

/** What memory holds of one host's calls; shared by all its keys. */
export type Seen = {
  host_id: number
  at_ms: number
  read_at_ms: number
  /** Gaps that end before this moment were asked for by us, so they say nothing of its rhythm. */
  hurried_until_ms: number
  rhythm_seconds: number
  gaps: number[]
  address: string
  key_id: number
  key_flushed_ms: number
  dirty: boolean
}

type State = {
  hosts: Map<number, Seen>
  dirty: Seen[]
  check_ins: number
  refused: number
  rate: { second: number; counts: number[] }
  timer: NodeJS.Timeout | undefined
  flushing: Promise<void> | undefined
}

const state = () =>
  pinned<State>('domain.seen', () => ({
    hosts: new Map(),
    dirty: [],
    check_ins: 0,
    refused: 0,
    rate: { second: 0, counts: Array.from({ length: rateSeconds }, () => 0) },
    timer: undefined,
    flushing: undefined,
  }))

/** The median of the gaps, in whole seconds, at least 1; 0 when there is none. */
export function rhythmOf(gaps: readonly number[]): number {
  if (gaps.length === 0) return 0
  const sorted = [...gaps].sort((a, b) => a - b)
  return Math.max(1, sorted[Math.floor((sorted.length - 1) / 2)] ?? 0)
}

/** The shared record of a host, begun from what the database knew when it was first loaded. */
export function seenOf(hostId: number, begin: { at_ms: number; rhythm_seconds: number }): Seen {
  const { hosts } = state()
  const known = hosts.get(hostId)
  if (known) return known
  const seen: Seen = {
    host_id: hostId,
    at_ms: begin.at_ms,
    read_at_ms: 0,
    hurried_until_ms: 0,
    rhythm_seconds: begin.rhythm_seconds,
    gaps: [],
    address: '',
    key_id: 0,
    key_flushed_ms: 0,
    dirty: false,
  }
  hosts.set(hostId, seen)
  return seen
}

export function forgetSeen(hostId: number): void {
  state().hosts.delete(hostId)
}

function countCheckIn(all: State, nowMs: number): void {
  all.check_ins += 1
  const second = Math.floor(nowMs / 1000)
  const { rate } = all
  while (rate.second < second) {
    rate.second = Math.max(rate.second + 1, second - rateSeconds + 1)
    rate.counts[rate.second % rateSeconds] = 0
  }
  const slot = second % rateSeconds
  rate.counts[slot] = (rate.counts[slot] ?? 0) + 1
}

/** Notes a call of a host. `read`: it was its regular distributed read, whose gaps are its rhythm. */
export function recordCall(
  seen: Seen,
  call: { nowMs: number; address: string; keyId: number; read: boolean },
): void {
  const all = state()
  const { nowMs } = call
  countCheckIn(all, nowMs)
  seen.at_ms = nowMs
  seen.address = call.address
  seen.key_id = call.keyId
  if (call.read) {
    const gap = Math.round((nowMs - seen.read_at_ms) / 1000)
    if (seen.read_at_ms > 0 && nowMs > seen.hurried_until_ms && gap > 0 && gap < 86_400) {
      if (seen.gaps.length >= gapsKept) seen.gaps.shift()
      seen.gaps.push(gap)
    }
    seen.read_at_ms = nowMs
  }
  if (seen.dirty) return
  seen.dirty = true
  all.dirty.push(seen)
}

/** Says that the host was asked to call faster for a while. */
export function recordHurry(seen: Seen, untilMs: number): void {
  seen.hurried_until_ms = Math.max(seen.hurried_until_ms, untilMs)
}

export function countRefusal(): void {
  state().refused += 1
}

/** Calls a second to this instance, over the last ten whole seconds. */
export function callsPerSecond(nowMs: number): number {
  const { rate } = state()
  const second = Math.floor(nowMs / 1000)
  let calls = 0
  for (let back = 1; back < rateSeconds; back += 1) {
    const at = second - back
    if (at <= rate.second && at > rate.second - rateSeconds) {
      calls += rate.counts[((at % rateSeconds) + rateSeconds) % rateSeconds] ?? 0
    }
  }
  return calls / (rateSeconds - 1)
}

async function flushBatch(all: State, batch: Seen[], nowMs: number): Promise<void> {
  const keys = batch.filter((seen) => seen.key_id > 0 && nowMs - seen.key_flushed_ms > keyFlushMs)
  const { check_ins, refused } = all
  for (const seen of batch) {
    if (seen.gaps.length > 0) seen.rhythm_seconds = rhythmOf(seen.gaps)
    seen.dirty = false
  }
  try {
    await appendSeen({
      host_ids: batch.map((seen) => seen.host_id),
      ages_ms: batch.map((seen) => Math.max(0, nowMs - seen.at_ms)),
      rhythms_seconds: batch.map((seen) => seen.rhythm_seconds),
      addresses: batch.map((seen) => seen.address),
      key_ids: keys.map((seen) => seen.key_id),
      check_ins,
      refused,
    })
    all.check_ins -= check_ins
    all.refused -= refused
    for (const seen of keys) seen.key_flushed_ms = nowMs
  } catch (error) {
    for (const seen of batch) {
      if (!seen.dirty) all.dirty.push(seen)
      seen.dirty = true
    }
    throw error
  }
}

/** Writes what was gathered. Rejects when the database is away; nothing gathered is lost by that. */
export async function flushSeen(nowMs = Date.now()): Promise<void> {
  const all = state()
  const gathered = all.dirty
  if (gathered.length === 0 && all.check_ins === 0 && all.refused === 0) return
  all.dirty = []
  for (let from = 0; from < Math.max(1, gathered.length); from += flushHosts) {
    try {
      await flushBatch(all, gathered.slice(from, from + flushHosts), nowMs)
    } catch (error) {
      all.dirty.push(...gathered.slice(from + flushHosts))
      throw error
    }
  }
}

/** Flushes every three seconds until `stopSeen`. Idempotent. */
export function startSeen(): void {
  const all = state()
  if (all.timer) return
  all.timer = setInterval(() => {
    all.flushing ??= flushSeen()
      .catch(() => {})
      .finally(() => {
        all.flushing = undefined
      })
  }, flushMs)
  all.timer.unref()
}

/** Stops the timer and writes the rest; a database that is away is not waited for. */
export async function stopSeen(): Promise<void> {
  const all = state()
  clearInterval(all.timer)
  all.timer = undefined
  await all.flushing
  await flushSeen().catch(() => {})
}
