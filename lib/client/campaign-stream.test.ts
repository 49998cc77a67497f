import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import {
  type Bulk,
  type Connection,
  followCampaign,
  type StreamEvent,
  silenceMaxMs,
} from '@/lib/client/campaign-stream'
import { cut, linesOf, result, resultOf, status, streamOf } from '@/lib/testing/campaign-frames'
import { patient } from '@/lib/testing/patience'
import { type Frame, frameOf, frameText } from '@/lib/wire/frames'

type Asked = { path: string; cursor: string | null }

/** Follows against canned replies; each request takes the next one. */
async function follow(replies: (() => Response)[], after = 0, bulk?: Bulk) {
  const abort = new AbortController()
  const asked: Asked[] = []
  const events: StreamEvent[] = []
  const connections: Connection[] = []
  const waits: number[] = []
  const doors = {
    fetch: async (path: string | URL | Request, init?: RequestInit) => {
      const headers = new Headers(init?.headers)
      asked.push({ path: String(path), cursor: headers.get('last-event-id') })
      const reply = replies.shift()
      if (!reply) {
        abort.abort()
        throw new Error('asked once too often')
      }
      return reply()
    },
    wait: async (ms: number) => {
      waits.push(ms)
    },
    now: () => 0,
    random: () => 1,
    onLost: () => () => {},
  }
  const listener = {
    onEvent: (event: StreamEvent) => events.push(event),
    onConnection: (connection: Connection) => connections.push(connection),
  }
  const last = await followCampaign(7, after, listener, abort.signal, { doors, bulk })
  const seqs = events.flatMap((event) => (event.event === 'result' ? [event.seq] : []))
  return { asked, seqs, connections, waits, last }
}

type Reached = { skip: number; back: number; take: number; torn: boolean }

/** A server of `count` results whose connections skip, repeat and break as they are told. */
async function throughConnections(count: number, connections: Reached[]): Promise<number[]> {
  const seqs: number[] = []
  const plan = [...connections]
  const answer = (path: string, headers: Headers): Response => {
    const after = Number(
      headers.get('last-event-id') ?? new URL(path, 'http://x').searchParams.get('cursor') ?? 0,
    )
    const all = Array.from({ length: count - after }, (_, at) => after + 1 + at)
    if (path.includes('.ndjson')) return linesOf(...all)
    const next = plan.shift()
    if (!next) return streamOf(...all.map(result), status('complete'))
    const from = Math.max(1, after + 1 + next.skip - next.back)
    const told = Array.from({ length: next.take }, (_, at) => from + at).filter(
      (seq) => seq <= count,
    )
    const text = told.map((seq) => frameText(result(seq))).join('')
    return next.torn ? cut(text.slice(0, -5)) : cut(text)
  }
  const listener = {
    onEvent: (event: StreamEvent) => {
      if (event.event === 'result') seqs.push(event.seq)
    },
    onConnection: () => undefined,
  }
  const doors = {
    fetch: async (path: string | URL | Request, init?: RequestInit) =>
      answer(String(path), new Headers(init?.headers)),
    wait: async () => undefined,
    now: () => 0,
    random: () => 1,
    onLost: () => () => {},
  }
  await followCampaign(7, 0, listener, new AbortController().signal, { doors })
  return seqs
}

test('R20: a connection cut in the middle of a frame is resumed after the last whole one', async () => {
  const half = frameText(result(1)) + frameText(result(2)).slice(0, 30)
  const { asked, seqs, last } = await follow([
    () => cut(half),
    () => streamOf(result(2), result(3), status('complete')),
  ])
  expect(asked.map(({ cursor }) => cursor)).toEqual([null, '1'])
  expect(seqs).toEqual([1, 2, 3])
  expect(last).toBe(3)
})

test('a repeated result is told once', async () => {
  const { seqs } = await follow([
    () => streamOf(result(1), result(1), result(2), status('complete')),
  ])
  expect(seqs).toEqual([1, 2])
})

test('a gap is fetched before what follows it is told', async () => {
  const { asked, seqs } = await follow([
    () => streamOf(result(1), result(4), status('complete')),
    () => linesOf(2, 3, 4),
  ])
  expect(asked[1]?.path).toContain('/results.ndjson?cursor=1')
  expect(seqs).toEqual([1, 2, 3, 4])
})

test('numbers that are not ours to see are asked for once, not for ever', async () => {
  const { asked, seqs } = await follow([
    () => streamOf(result(2), result(4), result(7), status('complete')),
    () => linesOf(7),
  ])
  expect(asked).toHaveLength(2)
  expect(seqs).toEqual([2, 4, 7])
})

test('failures wait longer each time, a bye waits as it says, and a frame starts over', async () => {
  const { waits } = await follow([
    () => new Response('', { status: 503 }),
    () => new Response('', { status: 503 }),
    () => streamOf(status('running'), frameOf('bye', { retry_ms: 1_234 })),
    () => streamOf(status('running')),
    () => streamOf(status('complete')),
  ])
  expect(waits).toEqual([500, 1_000, 1_234, 500])
})

test('a refusal ends the following and says why', async () => {
  const { connections } = await follow([
    () => Response.json({ message: 'There is no such campaign', errors: [] }, { status: 404 }),
  ])
  expect(connections).toEqual([{ state: 'refused', message: 'There is no such campaign' }])
})

test('whoever was signed out is told so, because their way on is to sign in', async () => {
  const { connections } = await follow([
    () => Response.json({ message: 'Sign in first', errors: [] }, { status: 401 }),
  ])
  expect(connections).toEqual([{ state: 'refused', message: 'Sign in first', signed_out: true }])
})

test('what is there already comes in one piece, and the stream goes on after it', async () => {
  const { asked, seqs } = await follow(
    [() => linesOf(1, 2, 3), () => streamOf(result(3), result(4), status('complete'))],
    0,
    { newest_rows: undefined },
  )
  expect(asked.map(({ path, cursor }) => [path.split('/').at(-1), cursor])).toEqual([
    ['results.ndjson?cursor=0', null],
    ['stream', '3'],
  ])
  expect(seqs).toEqual([1, 2, 3, 4])
})

test('a piece that breaks off is gone on with after its last whole line', async () => {
  const half = `${JSON.stringify(resultOf(1))}\n{"seq":2,"ho`
  const { asked, seqs } = await follow(
    [() => cut(half), () => linesOf(2, 3), () => streamOf(status('complete'))],
    0,
    { newest_rows: undefined },
  )
  expect(asked.map(({ path }) => path.split('/').at(-1))).toEqual([
    'results.ndjson?cursor=0',
    'results.ndjson?cursor=1',
    'stream',
  ])
  expect(seqs).toEqual([1, 2, 3])
})

test('a server that cannot give the piece is asked by the stream alone', async () => {
  const away = () => new Response('', { status: 503 })
  const all = () => streamOf(result(1), result(2), status('complete'))
  const { seqs, last } = await follow([away, away, away, all], 0, { newest_rows: 250_000 })
  expect(seqs).toEqual([1, 2])
  expect(last).toBe(2)
})

test('any cuts, repeats and gaps of the stream tell every result once and in order', async () => {
  const count = 40
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          skip: fc.nat(3),
          back: fc.nat(3),
          take: fc.nat(12),
          torn: fc.boolean(),
        }),
        { maxLength: 12 },
      ),
      async (connections) => {
        const seqs = await throughConnections(count, connections)
        expect(seqs).toEqual(Array.from({ length: count }, (_, at) => at + 1))
      },
    ),
    { numRuns: 200 },
  )
})

/** A stream that says one thing and then nothing, for good. */
const silent = (signal: AbortSignal | null | undefined, ...frames: Frame[]) =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(frames.map(frameText).join('')))
        signal?.addEventListener('abort', () => controller.error(signal.reason))
      },
    }),
  )

/** Follows a connection that leads nowhere and then one that ends the campaign. */
function followTwice() {
  const states: string[] = []
  const lost: (() => void)[] = []
  const doors = {
    fetch: async (_path: string | URL | Request, init?: RequestInit) =>
      states.length === 0
        ? silent(init?.signal, result(1))
        : streamOf(result(2), status('complete')),
    wait: async () => undefined,
    now: () => 0,
    random: () => 1,
    onLost: (tell: () => void) => {
      lost.push(tell)
      return () => {}
    },
  }
  const listener = {
    onEvent: () => undefined,
    onConnection: ({ state }: Connection) => states.push(state),
  }
  const done = followCampaign(7, 0, listener, new AbortController().signal, { doors })
  return { done, states, lost }
}

afterEach(() => vi.useRealTimers())

test('a connection on which nothing comes any more is given up for another', async () => {
  vi.useFakeTimers()
  const { done, states } = followTwice()
  await vi.advanceTimersByTimeAsync(silenceMaxMs - 1)
  expect(states).toEqual(['live'])
  await vi.advanceTimersByTimeAsync(1)
  expect(await done).toBe(2)
  expect(states).toEqual(['live', 'reconnecting', 'live', 'ended'])
})

test('a browser that goes offline gives its connection up at once', async () => {
  const { done, states, lost } = followTwice()
  await vi.waitFor(() => expect(states).toEqual(['live']), patient)
  lost[0]?.()
  expect(await done).toBe(2)
})
