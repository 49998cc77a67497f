import { act, renderHook, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { type CursorPage, freshOf, type ReadCursor, useCursor } from './use-cursor'

type Line = { id: number }
const lines = (...ids: number[]): Line[] => ids.map((id) => ({ id }))

test('what is newer than the newest shown is counted, a whole page as at least', () => {
  expect(freshOf(lines(5, 4), lines(7, 6, 5))).toEqual({ count: 2, at_least: false })
  expect(freshOf(lines(5, 4), lines(9, 8, 7))).toEqual({ count: 3, at_least: true })
  expect(freshOf(lines(5, 4), lines(5, 4))).toEqual({ count: 0, at_least: false })
})

test('what came with the document is not asked for again, and more follows its cursor', async () => {
  const asked: (string | undefined)[] = []
  const read: ReadCursor<Line> = async (_, cursor) => {
    asked.push(cursor)
    return { items: lines(2, 1), next_cursor: null }
  }
  const first: CursorPage<Line> = { items: lines(4, 3), next_cursor: '3' }
  const { result } = renderHook(() => useCursor('', read, first))
  expect(asked).toEqual([])
  await act(async () => result.current.more())
  expect(asked).toEqual(['3'])
  expect(result.current.items.map(({ id }) => id)).toEqual([4, 3, 2, 1])
  expect(result.current.has_more).toBe(false)
})

test('another filter starts the list over', async () => {
  const read: ReadCursor<Line> = async (key) => ({ items: lines(Number(key)), next_cursor: null })
  const hook = renderHook(
    ({ key }) => useCursor(key, read, { items: lines(1), next_cursor: '1' }),
    {
      initialProps: { key: '1' },
    },
  )
  hook.rerender({ key: '8' })
  await waitFor(() => expect(hook.result.current.items).toEqual(lines(8)))
  expect(hook.result.current.has_more).toBe(false)
})

test('a reading that the server cuts short goes on by itself until the end, and says how far it is', async () => {
  const pages: Record<string, CursorPage<Line>> = {
    '': { items: lines(9), next_cursor: 'b', read_to: '2026-03-14T12:00:00.000Z' },
    b: { items: [], next_cursor: 'c', read_to: '2026-03-14T11:00:00.000Z' },
    c: { items: lines(3), next_cursor: null },
  }
  const asked: string[] = []
  let goOn: () => void = () => undefined
  const read: ReadCursor<Line> = async (_, cursor = '') => {
    asked.push(cursor)
    if (cursor === 'c')
      await new Promise<void>((resolve) => {
        goOn = resolve
      })
    return pages[cursor] ?? { items: [], next_cursor: null }
  }
  const { result } = renderHook(() => useCursor('q=nc', read, undefined))
  await waitFor(() => expect(result.current.reading?.read_to).toBe('2026-03-14T11:00:00.000Z'))
  expect(result.current.items).toEqual(lines(9))
  expect(result.current.busy).toBe(true)
  await act(async () => goOn())
  await waitFor(() => expect(result.current.items).toEqual(lines(9, 3)))
  expect([asked, result.current.reading, result.current.busy]).toEqual([
    ['', 'b', 'c'],
    undefined,
    false,
  ])
})

test('stopped, a reading keeps what it found and goes on from there when asked', async () => {
  const signals: AbortSignal[] = []
  const read: ReadCursor<Line> = async (_, cursor, signal) => {
    signals.push(signal)
    if (cursor === undefined)
      return { items: lines(9), next_cursor: 'b', read_to: '2026-03-14T12:00:00.000Z' }
    if (signals.length === 2)
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new Error('left'))),
      )
    return { items: lines(2), next_cursor: null }
  }
  const { result } = renderHook(() => useCursor('q=nc', read, undefined))
  await waitFor(() => expect(signals).toHaveLength(2))
  act(() => result.current.stop())
  expect(signals[1]?.aborted).toBe(true)
  expect(result.current.reading?.is_stopped).toBe(true)
  expect([result.current.busy, result.current.items]).toEqual([false, lines(9)])
  act(() => result.current.more())
  await waitFor(() => expect(result.current.items).toEqual(lines(9, 2)))
  expect(result.current.reading).toBeUndefined()
})
