import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { lateText } from './late-text'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a burst of keys is told once, after a rest; a long one in between too', () => {
  const told: string[] = []
  let text = ''
  const late = lateText(
    () => text,
    () => (now) => told.push(now),
  )
  for (let key = 0; key < 12; key++) {
    text += 'x'
    late.changed()
    vi.advanceTimersByTime(50)
  }
  expect(told).toEqual(['xxxxxxxx'])
  vi.advanceTimersByTime(1_000)
  expect(told).toEqual(['xxxxxxxx', 'x'.repeat(12)])
})

test('flushing tells what waits, and nothing where nothing does', () => {
  const tell = vi.fn()
  const late = lateText(
    () => 'now',
    () => tell,
  )
  expect(late.flush()).toBe('now')
  expect(tell).not.toHaveBeenCalled()
  late.changed()
  late.flush()
  vi.advanceTimersByTime(1_000)
  expect(tell.mock.calls).toEqual([['now']])
})

test('what was typed for one text is never told to the next', () => {
  const [one, two] = [vi.fn(), vi.fn()]
  let listener = one
  const late = lateText(
    () => 'typed',
    () => listener,
  )
  late.changed()
  listener = two
  late.handOver()
  vi.advanceTimersByTime(1_000)
  expect(one.mock.calls).toEqual([['typed']])
  expect(two).not.toHaveBeenCalled()
})
