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
