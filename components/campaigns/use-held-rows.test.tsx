import { act, renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { LiveRows } from '@/lib/client/live-rows'
import { useHeldRows } from './use-held-rows'

const host = { id: 1, hostname: 'fin-mac-012', display_name: 'fin-mac-012' }

function stream() {
  const rows = new LiveRows()
  let seq = 0
  return (count: number) => {
    seq += 1
    rows.add({ seq, host, rows: Array.from({ length: count }, (_, pid) => ({ pid: `${pid}` })) })
    return rows.view()
  }
}

function held(open = true) {
  const arrive = stream()
  const hook = renderHook(({ rows }) => useHeldRows(rows, open), {
    initialProps: { rows: arrive(3) },
  })
  return { hook, arrive: (count: number) => hook.rerender({ rows: arrive(count) }) }
}

test('while following, every row that arrives is shown', () => {
  const { hook, arrive } = held()
  arrive(2)
  expect(hook.result.current.shown.length).toBe(5)
  expect(hook.result.current.waiting).toBe(0)
})

test('once the reader takes over, nothing moves and what arrives is counted', () => {
  const { hook, arrive } = held()
  act(() => hook.result.current.hold())
  arrive(128)
  expect(hook.result.current.shown.length).toBe(3)
  expect(hook.result.current.waiting).toBe(128)
  act(() => hook.result.current.takeIn())
  expect(hook.result.current.shown.length).toBe(131)
  expect(hook.result.current.following).toBe(false)
  arrive(4)
  expect(hook.result.current.waiting).toBe(4)
})

test('following again shows everything at once', () => {
  const { hook, arrive } = held()
  act(() => hook.result.current.hold())
  arrive(10)
  act(() => hook.result.current.follow())
  expect(hook.result.current.shown.length).toBe(13)
})

test('a campaign that has ended is not followed', () => {
  expect(held(false).hook.result.current.following).toBe(false)
})
