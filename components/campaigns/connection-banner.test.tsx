import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Connection } from '@/lib/client/campaign-stream'
import { LiveRows } from '@/lib/client/live-rows'
import { useLoss } from './connection-banner'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const host = { id: 1, hostname: 'h', display_name: 'h' }
const away: Connection = { state: 'reconnecting', at_ms: 0 }
const live: Connection = { state: 'live' }

function stream() {
  const rows = new LiveRows()
  const hook = renderHook(({ connection }) => useLoss({ connection, rows: rows.view() }), {
    initialProps: { connection: live },
  })
  const arrive = () => rows.add({ seq: 1, host, rows: [{ a: '1' }, { a: '2' }] })
  return { hook, arrive }
}

test('after a loss of three seconds the rows that were caught up are counted', () => {
  const { hook, arrive } = stream()
  hook.rerender({ connection: away })
  act(() => vi.advanceTimersByTime(4_000))
  arrive()
  hook.rerender({ connection: live })
  expect(hook.result.current.back).toBeDefined()
  expect(hook.result.current.caught).toBe(2)
  act(() => vi.advanceTimersByTime(6_000))
  expect(hook.result.current.back).toBeUndefined()
})

test('a shorter loss is not worth a word', () => {
  const { hook } = stream()
  hook.rerender({ connection: away })
  act(() => vi.advanceTimersByTime(1_000))
  hook.rerender({ connection: live })
  expect(hook.result.current.back).toBeUndefined()
})
