// Gathers concurrent log requests into group commits. Fair: hosts take turns, one request each, and a
// host has one request under way, so a flooder waits behind itself. Refuses when a host or the whole
// holds too much. Memory is bounded by those caps.
import { countIngest } from '@/lib/domain/ingest-figures'
import type { SortingHost } from '@/lib/domain/ingest-letters'
import type { SortedLines } from '@/lib/domain/ingest-lines'
import { pinned } from '@/lib/global'
import type { LineRows } from '@/lib/store/results-append'
import { AppError } from '@/lib/wire/errors'

/** One request waiting for its commit. */
export type Waiting = {
  readonly host: SortingHost
  readonly rows: LineRows
  /** The rows one by one, for when the database refuses one of them. */
  readonly unpack: () => Promise<SortedLines>
  readonly count: number
  readonly units: number
  /** `performance.now()` after which it must be refused. */
  readonly deadline: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Stores every request durably, resolving or rejecting each. Never throws. */
export type Commit = (requests: readonly Waiting[]) => Promise<void>

const deadlineMs = 10_000
const gatherMs = 4
/** With less time left a request would only cut short the transaction it shares. */
const worthwhileMs = 1_000
const writersMax = 4
/** One statement's worth: larger ones gain nothing and delay everyone in them. */
const batchRows = 2_000
const batchUnits = 8 * 1_048_576
const hostRequestsMax = 4
const heldUnitsMax = 128 * 1_048_576

type State = {
  queues: Map<number, Waiting[]>
  /** Hosts with something to store and nothing under way, in turn. */
  turns: number[]
  busy: Set<number>
  waitingRows: number
  heldUnits: number
  writers: number
  timer: NodeJS.Timeout | undefined
}

const state = () =>
  pinned<State>('ingest.gather', () => ({
    queues: new Map(),
    turns: [],
    busy: new Set(),
    waitingRows: 0,
    heldUnits: 0,
    writers: 0,
    timer: undefined,
  }))

export type Gathered = Pick<Waiting, 'rows' | 'unpack' | 'count' | 'units'>

/** Resolves once the rows are committed; rejects with a refusal, at the latest after 10 s. */
export function gather(host: SortingHost, gathered: Gathered, commit: Commit): Promise<void> {
  const all = state()
  const queue = all.queues.get(host.id) ?? []
  const full = all.heldUnits > 0 && all.heldUnits + gathered.units > heldUnitsMax
  if (queue.length >= hostRequestsMax || full) {
    countIngest('refused', 1)
    throw busyError()
  }
  return new Promise<void>((resolve, reject) => {
    const waiting = waitingFor(host, gathered, { resolve, reject })
    queue.push(waiting)
    all.queues.set(host.id, queue)
    all.waitingRows += waiting.count
    all.heldUnits += waiting.units
    if (queue.length === 1 && !all.busy.has(host.id)) all.turns.push(host.id)
    schedule(all, commit)
  })
}

type Settle = { resolve: () => void; reject: (error: unknown) => void }

/** Settles once: by the commit, by its failure, or by the deadline. */
function waitingFor(host: SortingHost, gathered: Gathered, { resolve, reject }: Settle): Waiting {
  let settled = false
  const settle = (how: () => void) => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    how()
  }
  const refuse = (error: unknown) =>
    settle(() => {
      countIngest('refused', 1)
      reject(error)
    })
  const timer = setTimeout(() => refuse(lateError()), deadlineMs)
  const deadline = performance.now() + deadlineMs
  return { host, ...gathered, deadline, resolve: () => settle(resolve), reject: refuse }
}

function busyError(): AppError {
  return new AppError('rate_limited', 'Busy: earlier logs are still being stored', {
    retryAfterSeconds: 1,
  })
}

function lateError(): AppError {
  return new AppError('unavailable', 'The logs could not be stored in time')
}

function schedule(all: State, commit: Commit): void {
  if (all.writers >= writersMax || all.turns.length === 0) return
  if (all.waitingRows >= batchRows) {
    startWriter(all, commit)
    return
  }
  all.timer ??= setTimeout(() => {
    all.timer = undefined
    if (all.writers < writersMax) startWriter(all, commit)
  }, gatherMs)
}

function startWriter(all: State, commit: Commit): void {
  const batch = take(all)
  if (batch.length === 0) return
  all.writers += 1
  void commit(batch).finally(() => {
    all.writers -= 1
    for (const waiting of batch) release(all, waiting)
    schedule(all, commit)
  })
}

/** One request of each host in turn, until the batch is full. Late ones are refused. */
function take(all: State): Waiting[] {
  const batch: Waiting[] = []
  let rows = 0
  let units = 0
  while (all.turns.length > 0 && rows < batchRows && units < batchUnits) {
    const id = all.turns.shift() ?? 0
    const waiting = all.queues.get(id)?.shift()
    if (!waiting) continue
    all.waitingRows -= waiting.count
    all.busy.add(id)
    if (waiting.deadline - performance.now() < worthwhileMs) {
      waiting.reject(lateError())
      release(all, waiting)
      continue
    }
    batch.push(waiting)
    rows += waiting.count
    units += waiting.units
  }
  return batch
}

function release(all: State, { host, units }: Waiting): void {
  all.heldUnits -= units
  all.busy.delete(host.id)
  if (all.queues.get(host.id)?.length) all.turns.push(host.id)
  else all.queues.delete(host.id)
}
