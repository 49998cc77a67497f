// The next batch of a destination, read from the log after its position: only settled lines, in order
// of their ids within each log, as many as its sink wants at once.
import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type LineEvent,
  LineNames,
  resultEvents,
  statusEvents,
} from '@/lib/domain/destination-events'
import { pinned } from '@/lib/global'
import type { BatchWish } from '@/lib/sinks/sink'
import {
  findPageEnd,
  type LineFilter,
  listForwardedLines,
  listForwardedStatuses,
} from '@/lib/store/destination-lines'
import { findSettledId } from '@/lib/store/health-horizon'

export type Position = { result_id: number; status_id: number }

export type Batch = {
  events: LineEvent[]
  bytes: number
  /** Where the log is read on once the batch is settled. */
  to: Position
}

const pageLines = 5_000
const pageBytes = 4 * 1_048_576
const usual = { lines: 5_000, bytes: 4 * 1_048_576, wait_ms: 0 }
const horizonKeptMs = 250
const idleMs = 500
const passingMs = 2_000
/** Lines a second, lines in a page, and the share of the event loop from which agents need the room. */
const busyRate = 1_000
const busyLines = 500
const busyShare = 0.7
const probeMs = 5
const roomMsMax = 2_000

/** `rate`: how many lines a second the logs grew by between the last two readings. */
type Horizon = {
  at: number
  read: Promise<Position> | undefined
  known: Position
  rate: number
}

const unread = () => ({
  ...{ at: Number.NEGATIVE_INFINITY, rate: 0 },
  known: { result_id: 0, status_id: 0 },
})

const horizon = () =>
  pinned<Horizon>('destinations.horizon', () => ({ ...unread(), read: undefined }))

/** Up to where the logs are settled; one reading serves all destinations of this process. */
async function settled(): Promise<Position> {
  const state = horizon()
  if (state.read) return state.read
  if (performance.now() - state.at < horizonKeptMs) return state.known
  state.read = readSettled(state).finally(() => {
    state.read = undefined
    state.at = performance.now()
  })
  return state.read
}

async function readSettled(state: Horizon): Promise<Position> {
  const [results, statuses] = await Promise.all([
    findSettledId('result_lines'),
    findSettledId('status_lines'),
  ])
  const { result_id, status_id } = state.known
  state.known = { result_id: results ?? result_id, status_id: statuses ?? status_id }
  const grown = state.known.result_id + state.known.status_id - result_id - status_id
  state.rate = grown / Math.max(horizonKeptMs / 1_000, (performance.now() - state.at) / 1_000)
  return state.known
}

/** Forgets how far the logs were settled: another database is read from now on. */
export function forgetHorizon(): void {
  Object.assign(horizon(), unread())
}

/**
 * Storing lines comes first: while many come in and this process has hardly a moment to spare, a
 * destination that catches up works a ninth of the time.
 */
async function makeRoom(workedMs: number): Promise<void> {
  if (horizon().rate < busyRate) return
  const before = performance.eventLoopUtilization()
  await delay(probeMs)
  if (performance.eventLoopUtilization(before).utilization < busyShare) return
  await delay(Math.min(8 * workedMs, roomMsMax))
}

export class LineReader {
  private readonly names = new LineNames()
  private statusesFirst = false

  constructor(private readonly filter: LineFilter) {}

  /**
   * The next batch after that position. Waits until there is anything to send or to pass over, and
   * for more of it as long as the sink wishes. Null once `signal` is aborted.
   */
  async next(from: Position, wish: BatchWish, signal: AbortSignal): Promise<Batch | null> {
    const wanted = { ...usual, ...wish }
    const batch: Batch = { events: [], bytes: 0, to: { ...from } }
    const isFull = () => batch.events.length >= wanted.lines || batch.bytes >= wanted.bytes
    while (!signal.aborted) {
      const upTo = await settled()
      const until = performance.now() + passingMs
      // What is passed over without an event is put on record now and then.
      const goesOn = () => !isFull() && (batch.events.length > 0 || performance.now() < until)
      while (!signal.aborted && goesOn() && (await this.readPage(batch, upTo, wanted)));
      const oldest = batch.events[0]?.at.getTime()
      const left = oldest === undefined ? 0 : oldest + wanted.wait_ms - Date.now()
      const moved = batch.to.result_id > from.result_id || batch.to.status_id > from.status_id
      if (isFull() || (moved && left <= 0)) return batch
      await delay(moved ? Math.min(idleMs, left) : idleMs, undefined, { signal }).catch(() => {})
    }
    return null
  }

  /** Adds the next page of one of the logs; false when both are read up to the horizon. */
  private async readPage(batch: Batch, upTo: Position, wanted: typeof usual): Promise<boolean> {
    const started = performance.now()
    const results = batch.to.result_id < upTo.result_id
    const statuses = batch.to.status_id < upTo.status_id
    if (!results && !statuses) return false
    // In turns, so that neither log waits until the other one is caught up.
    const status = statuses && (!results || this.statusesFirst)
    this.statusesFirst = !status
    const limit = Math.min(pageLines, wanted.lines - batch.events.length)
    const events = status
      ? await this.readStatuses(batch, upTo.status_id, limit)
      : await this.readResults(batch, upTo.result_id, limit)
    for (const event of events) {
      batch.events.push(event)
      batch.bytes += event.text.length
    }
    if (events.length >= busyLines) await makeRoom(performance.now() - started)
    return true
  }

  private async readResults({ to }: Batch, settledId: number, limit: number) {
    const { live, log_types } = this.filter
    const after = to.result_id
    const wanted = live || log_types.includes('result') || log_types.includes('snapshot')
    to.result_id = wanted ? await this.pageEnd('result_lines', after, settledId, limit) : settledId
    if (!wanted) return []
    const lines = await listForwardedLines({ after, upTo: to.result_id }, this.filter)
    return resultEvents(lines, this.names)
  }

  private async readStatuses({ to }: Batch, settledId: number, limit: number) {
    const after = to.status_id
    if (!this.filter.log_types.includes('status')) {
      to.status_id = settledId
      return []
    }
    to.status_id = await this.pageEnd('status_lines', after, settledId, limit)
    return statusEvents(await listForwardedStatuses({ after, upTo: to.status_id }), this.names)
  }

  private pageEnd(
    log: 'result_lines' | 'status_lines',
    after: number,
    upTo: number,
    limit: number,
  ) {
    return findPageEnd(log, { after, upTo }, { limit, bytes: pageBytes })
  }
}
