// A campaign's stream in the browser: frames in order, resumed after the last one seen whenever the
// connection is lost, until the campaign has ended. A gap is fetched, never hidden.
import { createParser } from 'eventsource-parser'
import { type Result, Result as ResultShape, ResultsReply } from '@/lib/wire/campaigns'
import { ByeFrame, ErrorFrame, StatusFrame, TotalsFrame } from '@/lib/wire/frames'

export type StreamEvent =
  | { event: 'totals'; data: ReturnType<typeof TotalsFrame.parse> }
  | { event: 'status'; data: StatusFrame }
  | { event: 'result'; data: Result }

export type Connection =
  | { state: 'connecting' | 'live' | 'ended' | 'resting' }
  /** Tried again by itself at that time, in this browser's ms. */
  | { state: 'reconnecting'; at_ms: number }
  /** Not to be had: signed out, not allowed, gone. */
  | { state: 'refused'; message: string }

export type StreamListener = {
  onEvent: (event: StreamEvent) => void
  onConnection: (connection: Connection) => void
}

export type StreamDoors = {
  fetch: typeof fetch
  wait: (ms: number, signal: AbortSignal) => Promise<void>
  now: () => number
  random: () => number
}

const backoffMs = 500
const backoffMaxMs = 15_000
const pageSize = 1_000

const endedStates: readonly string[] = ['complete', 'stopped', 'expired']

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}

const browser: StreamDoors = {
  fetch: (...given) => fetch(...given),
  wait: pause,
  now: () => Date.now(),
  random: () => Math.random(),
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

/** Results between the last one seen and `seq`, asked for again. */
async function missing(
  reading: Reading,
  seq: number,
  signal: AbortSignal,
  doors: StreamDoors,
): Promise<Result[]> {
  const found: Result[] = []
  let cursor = reading.after
  for (;;) {
    const path = `/api/v1/fleet/campaigns/${reading.id}/results?cursor=${cursor}&limit=${pageSize}`
    const reply = await doors.fetch(path, { signal, credentials: 'same-origin' })
    if (!reply.ok) throw new Error(`results answered ${reply.status}`)
    const { results, next_cursor } = ResultsReply.parse(await reply.json())
    found.push(...results.filter((result) => result.seq < seq))
    const last = results.at(-1)?.seq ?? seq
    if (next_cursor === null || last >= seq) return found
    cursor = last
  }
}

type Session = {
  reading: Reading
  listener: StreamListener
  doors: StreamDoors
  signal: AbortSignal
}

function tell({ reading, listener }: Session, data: Result): void {
  if (data.seq <= reading.after) return
  reading.after = data.seq
  listener.onEvent({ event: 'result', data })
}

async function hearResult(session: Session, data: Result): Promise<void> {
  const { reading, doors, signal } = session
  const gap = data.seq > reading.after + 1
  if (gap && !reading.sparse) {
    const found = await missing(reading, data.seq, signal, doors)
    reading.sparse = reading.after + found.length + 1 < data.seq
    for (const result of found) tell(session, result)
  }
  tell(session, data)
}

async function hear(session: Session, event: string | undefined, text: string): Promise<void> {
  const { reading, listener } = session
  const data: unknown = JSON.parse(text)
  reading.failures = 0
  if (event === 'result') await hearResult(session, ResultShape.parse(data))
  if (event === 'totals') listener.onEvent({ event, data: TotalsFrame.parse(data) })
  if (event === 'bye') reading.retryMs = ByeFrame.parse(data).retry_ms
  if (event === 'status') {
    const status = StatusFrame.parse(data)
    reading.ended = endedStates.includes(status.status)
    listener.onEvent({ event, data: status })
  }
}

/** Reads one connection to its end. Returns a message when the server refuses for good. */
async function readOnce(session: Session): Promise<string | undefined> {
  const { reading, listener, doors, signal } = session
  const reply = await doors.fetch(`/api/v1/fleet/campaigns/${reading.id}/stream`, {
    signal,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: {
      accept: 'text/event-stream',
      ...(reading.after > 0 ? { 'last-event-id': String(reading.after) } : {}),
    },
  })
  if (!reply.ok || !reply.body) {
    const message = await refusal(reply)
    if (reply.status === 429 || reply.status >= 500) throw new Error(message)
    return message
  }
  listener.onConnection({ state: 'live' })
  const heard: { event: string | undefined; data: string }[] = []
  const parser = createParser({ onEvent: ({ event, data }) => heard.push({ event, data }) })
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return undefined
    parser.feed(value)
    for (const { event, data } of heard.splice(0)) await hear(session, event, data)
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
  doors: StreamDoors = browser,
): Promise<number> {
  const start = { failures: 0, retryMs: undefined, ended: false, sparse: false }
  const reading: Reading = { id, after, ...start }
  const session = { reading, listener, doors, signal }
  while (!signal.aborted) {
    reading.retryMs = undefined
    try {
      const message = await readOnce(session)
      if (message !== undefined) {
        listener.onConnection({ state: 'refused', message })
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
