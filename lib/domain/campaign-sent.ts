// The hosts that have a campaign's query: when they got it, how often, how often they have read since.
// Two typed arrays, probed in line and at most four fifths full, so ten bytes a host when all have it.

/** `sent_at_ms` by this process's clock, in whole seconds; `reads` since then, counted up to three. */
export type Sent = { sends: number; sent_at_ms: number; reads: number }

export type SentHosts = {
  size: number
  /** How many there can be, unless the campaign grows. */
  most: number
  ids: Uint32Array
  marks: Uint32Array
}

const fullest = 0.8
const growth = 1.4
const leastSlots = 8

/** Marks hold 29 bits of seconds since then (17 years), a bit for a second hand-out, two of reads. */
const sinceMs = Date.UTC(2025, 0, 1)
const secondsMax = 2 ** 29 - 1
const readsMax = 3

export const noSent = (most: number): SentHosts => ({
  size: 0,
  most,
  ids: new Uint32Array(0),
  marks: new Uint32Array(0),
})

function markOf({ sends, sent_at_ms, reads }: Sent): number {
  const seconds = Math.ceil((sent_at_ms - sinceMs) / 1_000)
  const kept = Math.min(secondsMax, Math.max(0, seconds))
  return (kept | ((sends > 1 ? 1 : 0) << 29) | (Math.min(readsMax, reads) << 30)) >>> 0
}

function sentOf(mark: number): Sent {
  return {
    sends: ((mark >>> 29) & 1) + 1,
    sent_at_ms: sinceMs + (mark & secondsMax) * 1_000,
    reads: mark >>> 30,
  }
}

const homeOf = (id: number, slots: number) =>
  Math.floor(((Math.imul(id, 0x9e3779b1) >>> 0) / 2 ** 32) * slots)

/** Where that id is, or the free slot where it would be. Needs a free slot. */
function slotOf({ ids }: SentHosts, id: number): number {
  let slot = homeOf(id, ids.length)
  while (ids[slot] !== 0 && ids[slot] !== id) slot = slot + 1 === ids.length ? 0 : slot + 1
  return slot
}

function resize(sent: SentHosts, slots: number): void {
  const { ids, marks } = sent
  sent.ids = new Uint32Array(slots)
  sent.marks = new Uint32Array(slots)
  for (const [at, id] of ids.entries()) {
    if (id === 0) continue
    const slot = slotOf(sent, id)
    sent.ids[slot] = id
    sent.marks[slot] = marks[at] ?? 0
  }
}

function makeRoom(sent: SentHosts): void {
  const slots = sent.ids.length
  if (sent.size + 1 <= slots * fullest) return
  const enough = Math.ceil((Math.max(sent.most, sent.size + 1) + 1) / fullest)
  const next = Math.max(leastSlots, Math.ceil(slots * growth))
  // Never more than all of its hosts need, unless it has outgrown that.
  resize(sent, enough > slots ? Math.min(next, enough) : next)
}

export function findSent(sent: SentHosts, id: number): Sent | undefined {
  if (sent.size === 0) return undefined
  const slot = slotOf(sent, id)
  return sent.ids[slot] === id ? sentOf(sent.marks[slot] ?? 0) : undefined
}

export function hasSent(sent: SentHosts, id: number): boolean {
  return sent.size > 0 && sent.ids[slotOf(sent, id)] === id
}

/** Adds the host or replaces what is known of it. */
export function putSent(sent: SentHosts, id: number, value: Sent): void {
  makeRoom(sent)
  const slot = slotOf(sent, id)
  if (sent.ids[slot] !== id) sent.size += 1
  sent.ids[slot] = id
  sent.marks[slot] = markOf(value)
}

/** Takes the host out and closes the gap, so that what was probed past it is still found. */
export function dropSent(sent: SentHosts, id: number): void {
  if (!hasSent(sent, id)) return
  const { ids, marks } = sent
  const slots = ids.length
  let gap = slotOf(sent, id)
  let slot = gap
  for (;;) {
    slot = slot + 1 === slots ? 0 : slot + 1
    const moved = ids[slot] ?? 0
    if (moved === 0) break
    const home = homeOf(moved, slots)
    const isBetween = gap <= slot ? gap < home && home <= slot : gap < home || home <= slot
    if (isBetween) continue
    ids[gap] = moved
    marks[gap] = marks[slot] ?? 0
    gap = slot
  }
  ids[gap] = 0
  marks[gap] = 0
  sent.size -= 1
}

const packedBytes = 12

/** Of twelve bytes a host, big-endian: id, age in milliseconds, hand-outs. */
export function sentOfPacked(packed: Buffer, most: number, nowMs: number): SentHosts {
  const sent = noSent(Math.max(most, packed.length / packedBytes))
  for (let at = 0; at < packed.length; at += packedBytes) {
    const sent_at_ms = nowMs - packed.readInt32BE(at + 4)
    const sends = packed.readInt32BE(at + 8)
    putSent(sent, packed.readUInt32BE(at), { sends, sent_at_ms, reads: 0 })
  }
  return sent
}
