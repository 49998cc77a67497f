import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { blankReport } from './use-sql-check'

type Message = { id: number; asked: { query: string } }

/** A worker that answers when the test says so. */
class FakeWorker extends EventTarget {
  static made: FakeWorker[] = []
  asked: Message[] = []
  ended = false
  constructor() {
    super()
    FakeWorker.made.push(this)
  }
  postMessage(message: Message) {
    this.asked.push(message)
  }
  terminate() {
    this.ended = true
  }
  answer() {
    const id = this.asked.at(-1)?.id
    this.dispatchEvent(new MessageEvent('message', { data: { id, report: blankReport } }))
  }
}

const queries = () => FakeWorker.made.map(({ asked }) => asked.map(({ asked: { query } }) => query))

async function fresh() {
  vi.resetModules()
  return (await import('./sql-checker')).browserCheck
}

beforeEach(() => {
  FakeWorker.made = []
  vi.stubGlobal('Worker', FakeWorker)
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('one question is on its way, and of those behind it only the newest is asked', async () => {
  const check = await fresh()
  const answers = ['a', 'b', 'c'].map((query) => check({ query }))
  expect(queries()).toEqual([['a']])
  FakeWorker.made[0]?.answer()
  expect(queries()).toEqual([['a', 'c']])
  FakeWorker.made[0]?.answer()
  expect(await Promise.all(answers)).toEqual([blankReport, undefined, blankReport])
})

test('a worker that hangs is ended, and the next question starts another', async () => {
  const check = await fresh()
  const first = check({ query: 'a' })
  FakeWorker.made[0]?.answer()
  await first
  const hung = check({ query: 'hangs' })
  await vi.advanceTimersByTimeAsync(2_500)
  expect(await hung).toBeUndefined()
  expect(FakeWorker.made[0]?.ended).toBe(true)
  const next = check({ query: 'b' })
  FakeWorker.made[1]?.answer()
  expect(await next).toEqual(blankReport)
})

test('a browser that refuses the worker is asked three times at most, and the page goes on', async () => {
  const check = await fresh()
  for (let n = 0; n < 6; n++) {
    const answer = check({ query: String(n) })
    FakeWorker.made.at(-1)?.dispatchEvent(new Event('error'))
    expect(await answer).toBeUndefined()
  }
  expect(FakeWorker.made).toHaveLength(3)
})

test('without workers there is no answer and no throw', async () => {
  vi.stubGlobal('Worker', undefined)
  expect(await (await fresh())({ query: 'a' })).toBeUndefined()
})
