import { expect, test } from 'vitest'
import { sortLines } from '@/lib/domain/ingest-lines'
import { L1, L2 } from '@/lib/testing/log-lines'

const rows = Array.from({ length: 90_000 }, (_, n) => ({ n: String(n), text: 'x'.repeat(60) }))

test.each([
  ['ninety thousand changes of one line', [{ ...L2, diffResults: { removed: [], added: rows } }]],
  ['ninety thousand lines', rows.map((columns) => ({ ...L1, columns }))],
  ['ninety thousand elements that are no lines', rows.map(({ text }) => [text])],
  ['a snapshot of ninety thousand rows', [{ ...L1, columns: undefined, snapshot: rows }]],
])('S23: %s are sorted with turns for others between', async (_, data) => {
  let sorting = true
  let turns = 0
  const others = () => {
    turns += 1
    if (sorting) setImmediate(others)
  }
  setImmediate(others)
  await sortLines({ id: 1 }, { log_type: 'result', data }, () => undefined)
  sorting = false
  expect(turns).toBeGreaterThan(4)
})
