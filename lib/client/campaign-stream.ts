// A campaign's stream in the browser: frames in order, resumed after the last one seen whenever the
// connection is lost, until the campaign has ended. A gap is fetched, never hidden. Answers stay text
// here: whoever listens parses them when there is time.
import { createParser } from 'eventsource-parser'
import { ByeFrame, ErrorFrame, StatusFrame, TotalsFrame } from '@/lib/wire/frames'
import { readLines, seqOf } from './result-lines'

export type StreamEvent =
  | { event: 'totals'; data: ReturnType<typeof TotalsFrame.parse> }
  | { event: 'status'; data: StatusFrame }
  /** `text` is the JSON of a `Result`. */
  | { event: 'result'; seq: number; text: string }
  /** An answer from before the first that is kept; it may have been told already. */
  | { event: 'earlier'; seq: number; text: string }

export type Connection =
  | { state: 'connecting' | 'live' | 'ended' | 'resting' }
  /** Tried again by itself at that time, in this browser's ms. */
  | { state: 'reconnecting'; at_ms: number }
  /** Not to be had: signed out, not allowed, gone. */
  | { state: 'refused'; message: string; signed_out?: boolean }

export type StreamListener = {
  onEvent: (event: StreamEvent) => void
  onConnection: (connection: Connection) => void
  /** Resolves when the listener can take more; nothing is read until then. */
  room?: () => Promise<void> | undefined
}

/** What is there already is fetched in one piece before the stream is opened. */
export type Bulk = {
  /** Only the newest rows; of the answers before them only errors. */
  newest_rows: number | undefined
}

export type StreamDoors = {
  fetch: typeof fetch
  wait: (ms: number, signal: AbortSignal) => Promise<void>
  now: () => number
  random: () => number
  /** Calls back when the network went away, until the returned function is called. */
  onLost: (lost: () => void) => () => void
}

const backoffMs = 500
const backoffMaxMs = 15_000
/** The server says something every 15 s; a connection that is silent for longer leads nowhere. */
export const silenceMaxMs = 40_000
/** After so many failures the stream brings everything. */
const bulkTries = 3

const endedStates: readonly string[] = ['complete', 'stopped', 'expired']

/** Ends early when the network is back. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    window.addEventListener('online', done)
    signal.addEventListener('abort', done)
  })
}

function onOffline(lost: () => void): () => void {
  window.addEventListener('offline', lost)
  return () => window.removeEventListener('offline', lost)
}

const browser: StreamDoors = {
  fetch: (...given) => fetch(...given),
  wait: pause,
  now: () => Date.now(),
  random: () => Math.random(),
  onLost: onOffline,
}

type Reading = {
  id: number
  after: number
  failures: number
  retryMs: number | undefined
  ended: boolean
  /** Results of other teams' hosts are not ours to see, so numbers are missing by right. */
  sparse: boolean
}

async function refusal(reply: Response): Promise<string> {
  const body: unknown = await reply.json().catch(() => undefined)
  const parsed = ErrorFrame.safeParse(body)
  return parsed.success ? parsed.data.message : `The server answered ${reply.status}`
}

type Frame = { event?: string | undefined; id?: string | undefined; data: string }

type Session = {
  reading: Reading
  listener: StreamListener
  doors: StreamDoors
  signal: AbortSignal
}

type Heard = { seq: number; text: string }

const linesPath = ({ id, after }: Reading) =>
  `/api/v1/fleet/campaigns/${id}/results.ndjson?cursor=${after}`

function tell({ reading, listener }: Session, { seq, text }: Heard): void {
  if (seq <= reading.after) return
  reading.after = seq
  listener.onEvent({ event: 'result', seq, text })
}

/** Tells the results before `seq` that were not told; numbers that are not ours are asked for once. */
async function fillGap(session: Session, seq: number): Promise<void> {
  const { reading, doors, signal } = session
  let expected = reading.after + 1
  for await (const lines of readLines(linesPath(reading), doors.fetch, signal)) {
    for (const line of lines) {
      if (line.seq >= seq) break
      expected += 1
      tell(session, line)
    }
    if ((lines.at(-1)?.seq ?? 0) >= seq) break
  }
  reading.sparse = expected < seq
}

async function hearResult(session: Session, heard: Heard): Promise<void> {
  const { reading } = session
  if (heard.seq > reading.after + 1 && !reading.sparse) await fillGap(session, heard.seq)
  tell(session, heard)
}

/** Tells all that is there after the cursor, then leaves the rest to the stream. */
async function readBulk(session: Session, { newest_rows }: Bulk): Promise<void> {
  const { reading, listener, doors, signal } = session
  const seen = reading.after
  const newest = newest_rows === undefined ? '' : `&newest_rows=${newest_rows}`
  const cursor = newest_rows === undefined ? reading : { ...reading, after: 0 }
  for await (const lines of readLines(linesPath(cursor) + newest, doors.fetch, signal)) {
    reading.failures = 0
    for (const line of lines) {
      if (newest_rows === undefined) await hearResult(session, line)
      else if (line.seq > seen) tell(session, line)
      else listener.onEvent({ event: 'earlier', ...line })
    }
    await listener.room?.()
  }
}

async function hear(session: Session, { event, id, data: text }: Frame): Promise<void> {
  const { reading, listener } = session
  reading.failures = 0
  if (event === 'result') {
    return hearResult(session, { seq: id === undefined ? seqOf(text) : Number(id), text })
  }
  const data: unknown = JSON.parse(text)
  if (event === 'totals') listener.onEvent({ event, data: TotalsFrame.parse(data) })
  if (event === 'bye') reading.retryMs = ByeFrame.parse(data).retry_ms
  if (event === 'status') {
    const status = StatusFrame.parse(data)
    reading.ended = endedStates.includes(status.status)
    listener.onEvent({ event, data: status })
  }
}

type Refusal = { message: string; signed_out?: boolean }

/** Rejects when nothing at all comes for too long. */
async function unlessSilent<T>(next: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('nothing was heard')), silenceMaxMs)
  })
  return Promise.race([next, silence]).finally(() => clearTimeout(timer))
}

/** Reads one connection to its end. Returns why, when the server refuses for good. */
async function readOnce(session: Session): Promise<Refusal | undefined> {
  const { reading, listener, doors, signal } = session
  const asked = doors.fetch(`/api/v1/fleet/campaigns/${reading.id}/stream`, {
    signal,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: {
      accept: 'text/event-stream',
      ...(reading.after > 0 ? { 'last-event-id': String(reading.after) } : {}),
    },
  })
  const reply = await unlessSilent(asked)
  if (!reply.ok || !reply.body) {
    const message = await refusal(reply)
    if (reply.status === 429 || reply.status >= 500) throw new Error(message)
    return reply.status === 401 ? { message, signed_out: true } : { message }
  }
  listener.onConnection({ state: 'live' })
  const heard: Frame[] = []
  const parser = createParser({ onEvent: (message) => heard.push(message) })
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await unlessSilent(reader.read())
    if (done) return undefined
    parser.feed(value)
    for (const frame of heard.splice(0)) await hear(session, frame)
    await listener.room?.()
  }
}

/** Cuts what is being read when the network goes away, as nothing may tell the connection. */
async function untilLost<T>(session: Session, read: (session: Session) => Promise<T>): Promise<T> {
  const { doors, signal } = session
  const connection = new AbortController()
  const cut = () => connection.abort()
  const forget = doors.onLost(cut)
  signal.addEventListener('abort', cut)
  try {
    return await read({ ...session, signal: connection.signal })
  } finally {
    forget()
    signal.removeEventListener('abort', cut)
    cut()
  }
}

function nextWait({ failures, retryMs }: Reading, random: () => number): number {
  if (retryMs !== undefined) return retryMs
  return Math.min(backoffMaxMs, backoffMs * 2 ** failures) * (0.5 + random() / 2)
}

/**
 * Follows the campaign from `after` until it ended, was refused, or the signal. Resolves with the
 * last seq seen, from which another call continues.
 */
export async function followCampaign(
  id: number,
  after: number,
  listener: StreamListener,
  signal: AbortSignal,
  { doors = browser, bulk }: { doors?: StreamDoors; bulk?: Bulk | undefined } = {},
): Promise<number> {
  const start = { failures: 0, retryMs: undefined, ended: false, sparse: false }
  const reading: Reading = { id, after, ...start }
  const session = { reading, listener, doors, signal }
  let behind = bulk
  while (!signal.aborted) {
    reading.retryMs = undefined
    try {
      const refused = await untilLost(session, async (connected) => {
        if (behind && reading.failures < bulkTries) await readBulk(connected, behind)
        behind = undefined
        return readOnce(connected)
      })
      if (refused) {
        listener.onConnection({ state: 'refused', ...refused })
        return reading.after
      }
    } catch {
      // Lost or cut short: what was told stands, and the cursor says where to go on.
    }
    if (signal.aborted) break
    if (reading.ended) {
      listener.onConnection({ state: 'ended' })
      return reading.after
    }
    const ms = nextWait(reading, doors.random)
    reading.failures += 1
    listener.onConnection({ state: 'reconnecting', at_ms: doors.now() + ms })
    await doors.wait(ms, signal)
  }
  return reading.after
}
