import { expect, test } from 'vitest'
import { type Connection, followCampaign, type StreamEvent } from '@/lib/client/campaign-stream'
import { LiveRows, liveRowsMax } from '@/lib/client/live-rows'
import { type Frame, frameOf, frameText } from '@/lib/wire/frames'

const counts = {
  targeted: 3,
  waiting: 0,
  sent: 0,
  answered: 3,
  failed: 0,
  denylisted: 0,
  too_large: 0,
  expired: 0,
  cancelled: 0,
  rows: 3,
}
const status = (state: 'running' | 'complete'): Frame =>
  frameOf('status', {
    status: state,
    counts,
    holding: false,
    canary: null,
    waiting_online: 0,
    waiting_offline: 0,
    next_due: null,
    last_due: null,
    expected_90_at: null,
    rows_capped: false,
    server_time: '2026-01-01T00:00:00Z',
  })
const resultOf = (seq: number) => ({
  seq,
  host: { id: seq, hostname: `host-${seq}`, display_name: '' },
  rows: [{ n: String(seq) }],
})
const result = (seq: number): Frame => ({ ...frameOf('result', resultOf(seq)), id: seq })

const streamOf = (...frames: Frame[]) => new Response(frames.map(frameText).join(''))
function cut(text: string): Response {
  let given = false
  const body = new ReadableStream({
    pull(controller) {
      if (given) controller.error(new Error('connection reset'))
      else controller.enqueue(new TextEncoder().encode(text))
      given = true
    },
  })
  return new Response(body)
}

type Asked = { path: string; cursor: string | null }

/** Follows against canned replies; each request takes the next one. */
async function follow(replies: (() => Response)[], after = 0) {
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
  }
  const listener = {
    onEvent: (event: StreamEvent) => events.push(event),
    onConnection: (connection: Connection) => connections.push(connection),
  }
  const last = await followCampaign(7, after, listener, abort.signal, doors)
  const seqs = events.flatMap((event) => (event.event === 'result' ? [event.data.seq] : []))
  return { asked, seqs, connections, waits, last }
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
    () => Response.json({ results: [resultOf(2), resultOf(3), resultOf(4)], next_cursor: null }),
  ])
  expect(asked[1]?.path).toContain('/results?cursor=1&')
  expect(seqs).toEqual([1, 2, 3, 4])
})

test('numbers that are not ours to see are asked for once, not for ever', async () => {
  const { asked, seqs } = await follow([
    () => streamOf(result(2), result(4), result(7), status('complete')),
    () => Response.json({ results: [], next_cursor: null }),
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

test('rows keep an absent column apart from an empty one, and an old view stays as it was', () => {
  const rows = new LiveRows()
  rows.add({ ...resultOf(1), rows: [{ a: '', b: 'x' }] })
  const before = rows.view()
  rows.add({ ...resultOf(2), rows: [{ b: 'x', c: 'y' }] })
  expect(before.length).toBe(1)
  expect(before.at(1)).toBeUndefined()
  expect(before.at(0)?.cell('a')).toBe('')
  const after = rows.view()
  expect(after.columns).toEqual(['a', 'b', 'c'])
  expect(after.at(1)?.cell('a')).toBeUndefined()
  expect(after.at(1)?.host.hostname).toBe('host-2')
})

test('rows beyond the limit are counted and not kept', () => {
  const rows = new LiveRows()
  const many = Array.from({ length: liveRowsMax + 5 }, () => ({ a: '1' }))
  rows.add({ ...resultOf(1), rows: many })
  expect(rows.view().length).toBe(liveRowsMax)
  expect(rows.view().left_out).toBe(5)
})
