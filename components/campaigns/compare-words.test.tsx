import { expect, test } from 'vitest'
import type { DiffReply, DiffSide } from '@/lib/wire/campaign-diffs'
import { changeWords, columnWords, whoWords } from './compare-words'

const side = (id: number): DiffSide => ({
  ...{ id, name: '', sql: '', status: 'complete', user: null, answered: 0 },
  ...{ created_at: '2026-01-01T00:00:00Z', ended_at: null },
})

const reply: DiffReply = {
  ...{ from: side(51), to: side(57), same_sql: true, complete: true, next_cursor: null },
  hosts: { both: 812, only_from: 30, only_to: 18, changed: 96 },
  columns: { shared: ['name'], compared: ['name'], only_from: [], only_to: [] },
  ...{ added: 1, removed: 87, unchanged: 1630, changes: [], count: 96 },
}

test('who answered both and who only one is said by number', () => {
  expect(whoWords(reply)).toBe('812 hosts answered both; 30 only #51, 18 only #57')
  expect(changeWords(reply)).toBe(
    '1 row added, 87 removed, 1,630 unchanged; 96 of 812 hosts changed',
  )
})

test('columns that only one has are named, and that none is shared', () => {
  expect(columnWords(reply)).toBeUndefined()
  const columns = { shared: ['name'], compared: ['name'], only_from: ['pid'], only_to: ['path'] }
  expect(columnWords({ ...reply, same_sql: false, columns })).toBe(
    'The SQL differs. Compared by the columns of both: name; only #51 has pid; only #57 has path',
  )
  const none = { ...columns, shared: [], compared: [] }
  expect(columnWords({ ...reply, columns: none })).toContain('No column is in both')
})
