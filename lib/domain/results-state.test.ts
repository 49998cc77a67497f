import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FullLine, stateOf } from '@/lib/domain/results-state'
import type { ResultAction } from '@/lib/wire/results'
import type { Columns } from '@/lib/wire/values'

const received = new Date('2026-01-02T03:04:05Z')
const start = 1_700_000_000

type Sketch = { counter: number; action: ResultAction; row?: string; at?: number; epoch?: string }

/** Lines in order of arrival. */
function lines(...sketches: Sketch[]): FullLine[] {
  return sketches.map(({ counter, action, row, at, epoch }, index) => ({
    id: index + 1,
    received_at: received,
    unix_time: start + (at ?? counter),
    epoch: epoch ?? '0',
    counter: String(counter),
    action,
    content: row === undefined ? {} : { columns: { v: row } },
  }))
}

const values = (rows: Columns[]) => rows.map((row) => row.v).sort()

describe('differential', () => {
  test('C52: counters 5, 3, 4 of one second fold in counter order', () => {
    const state = stateOf(
      lines(
        { counter: 5, action: 'removed', row: 'b', at: 0 },
        { counter: 3, action: 'added', row: 'a', at: 0 },
        { counter: 4, action: 'added', row: 'b', at: 0 },
        { counter: 0, action: 'added', row: 'base', at: 0 },
      ),
    )
    expect(values(state.rows)).toEqual(['a', 'base'])
    expect(state.partial_since).toBeNull()
  })

  test('without a base the state says since when it is known', () => {
    const state = stateOf(lines({ counter: 7, action: 'added', row: 'a' }))
    expect(values(state.rows)).toEqual(['a'])
    expect(state.partial_since).toEqual(new Date((start + 7) * 1_000))
  })

  test('a new full set after a lost agent database replaces what was before', () => {
    const state = stateOf(
      lines(
        { counter: 0, action: 'added', row: 'old', at: 0 },
        { counter: 9, action: 'added', row: 'older', at: 9 },
        { counter: 0, action: 'added', row: 'new', at: 20 },
        { counter: 1, action: 'added', row: 'newer', at: 30 },
      ),
    )
    expect(values(state.rows)).toEqual(['new', 'newer'])
  })

  test('a new epoch starts afresh, and a full set may be empty', () => {
    const before = lines({ counter: 0, action: 'added', row: 'old', at: 0 })
    const after = lines({ counter: 0, action: 'empty', at: 5, epoch: '2' })
    expect(stateOf([...before, ...after])).toMatchObject({ rows: [], partial_since: null })
  })

  test('a counter that went back to 0 with removals is no full set', () => {
    const state = stateOf(
      lines(
        { counter: 0, action: 'added', row: 'kept', at: 0 },
        { counter: 0, action: 'removed', row: 'gone', at: 9 },
        { counter: 0, action: 'added', row: 'more', at: 9 },
      ),
    )
    expect(values(state.rows)).toEqual(['kept', 'more'])
  })

  test('rows are told apart by content, not by the order of columns', () => {
    const [one, two] = lines(
      { counter: 0, action: 'added', row: 'x' },
      { counter: 1, action: 'removed', row: 'x' },
    ).map((line, index) => ({
      ...line,
      content: { columns: index === 0 ? { a: '1', b: '2' } : { b: '2', a: '1' } },
    }))
    expect(stateOf([one, two].filter((line) => line !== undefined)).rows).toEqual([])
  })

  test('any order of arrival gives the table that the agent had', () => {
    const table = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 6 })
    const runs = fc.array(table, { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(
        runs,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (all, random) => {
          const sent = all.flatMap((rows, counter) =>
            difference(all[counter - 1] ?? [], rows, counter),
          )
          const shuffled = sent
            .map((line) => ({ line, at: random.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ line }, index) => ({ ...line, id: index + 1 }))
          const state = stateOf(shuffled)
          expect(values(state.rows)).toEqual([...(all.at(-1) ?? [])].sort())
          expect(state.rows).toEqual(stateOf(sent).rows)
        },
      ),
    )
  })
})

/** What an agent sends when its table goes from `before` to `after`, with a gap in the counters. */
function difference(before: string[], after: string[], run: number): FullLine[] {
  const counter = run * 3
  const gone = [...before]
  const come = after.filter((row) => {
    const at = gone.indexOf(row)
    if (at >= 0) gone.splice(at, 1)
    return at < 0
  })
  const sketches: Sketch[] = [
    ...gone.map((row) => ({ counter, action: 'removed' as const, row })),
    ...come.map((row) => ({ counter, action: 'added' as const, row })),
  ]
  if (run === 0 && sketches.length === 0) sketches.push({ counter, action: 'empty' })
  return lines(...sketches)
}

describe('snapshot', () => {
  const run = (id: number, unix_time: number, content: FullLine['content']): FullLine => ({
    id,
    received_at: received,
    unix_time,
    epoch: '0',
    counter: '0',
    action: 'snapshot',
    content,
  })

  test('the newest run wins, however late an older one arrives; an empty one is a run', () => {
    const older = run(9, start, { snapshot: [{ v: 'old' }] })
    const newer = run(1, start + 60, { snapshot: [] })
    expect(stateOf([newer, older]).rows).toEqual([])
    expect(stateOf([newer, { ...older, unix_time: start + 60 }]).rows).toEqual([{ v: 'old' }])
  })

  test('event-format lines are grouped by their time: two runs in one batch are not merged', () => {
    const first = ['a', 'b'].map((v, index) => run(index, start, { columns: { v } }))
    const second = ['c', 'd'].map((v, index) => run(10 + index, start + 60, { columns: { v } }))
    expect(values(stateOf([...second, ...first]).rows)).toEqual(['c', 'd'])
  })

  test('C53: a clock far ahead does not freeze the state', () => {
    const ahead = { ...run(1, 4_102_444_800, { snapshot: [{ v: 'ahead' }] }) }
    const later = {
      ...run(2, Math.floor(received.getTime() / 1_000) + 60, { snapshot: [{ v: 'now' }] }),
      received_at: new Date(received.getTime() + 60_000),
    }
    expect(stateOf([ahead, later]).rows).toEqual([{ v: 'now' }])
  })

  test('no line is no state', () => {
    expect(stateOf([])).toMatchObject({ mode: null, rows: [], last_fetched: null })
  })
})
