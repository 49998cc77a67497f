import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useCampaign } from './use-campaign'

type Opened = { path: string; after: string | null; signal: AbortSignal }
let opened: Opened[] = []
let hidden = false

beforeEach(() => {
  vi.useFakeTimers()
  opened = []
  hidden = false
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
  vi.stubGlobal('fetch', async (path: string, { headers, signal }: RequestInit) => {
    if (!signal) throw new Error('a stream without a way to end it')
    opened.push({ path, after: new Headers(headers).get('last-event-id'), signal })
    const body = new ReadableStream({
      start(controller) {
        const alive = setInterval(
          () => controller.enqueue(new TextEncoder().encode(':\n\n')),
          15_000,
        )
        signal.addEventListener('abort', () => {
          clearInterval(alive)
          controller.error('gone')
        })
      },
    })
    return new Response(body)
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function show(next: boolean): Promise<void> {
  hidden = !next
  await act(async () => {
    document.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(0)
  })
}
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))

const host = { id: 1, hostname: 'h', display_name: 'h' }
const start = { results: [{ seq: 4, host, rows: [{ a: '1' }] }] }

test('a tab hidden for a minute lets its stream go, and goes on after what it has when it is back', async () => {
  const hook = renderHook(() => useCampaign(7, start))
  await pass(0)
  expect(opened).toMatchObject([{ path: '/api/v1/fleet/campaigns/7/stream', after: '4' }])
  await show(false)
  await pass(59_000)
  expect(opened[0]?.signal.aborted).toBe(false)
  await pass(2_000)
  expect(opened[0]?.signal.aborted).toBe(true)
  expect(hook.result.current.connection.state).toBe('resting')
  await pass(120_000)
  expect(opened).toHaveLength(1)
  await show(true)
  expect(opened[1]?.after).toBe('4')
  hook.unmount()
  expect(opened[1]?.signal.aborted).toBe(true)
})

test('a tab hidden for less than a minute keeps its stream', async () => {
  const hook = renderHook(() => useCampaign(7, start))
  await pass(0)
  await show(false)
  await pass(30_000)
  await show(true)
  await pass(60_000)
  expect(opened).toHaveLength(1)
  expect(opened[0]?.signal.aborted).toBe(false)
  hook.unmount()
})
