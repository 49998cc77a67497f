import { expect, test } from 'vitest'
import { columnWord, groupPatch, suggestedColumns } from './group-choice'

const line = (columns: Record<string, string>) => ({ columns })

test('of one query those columns are chosen that rows share', () => {
  const lines = [1, 2, 3, 4].map((n) => line({ pid: String(n), name: n > 3 ? 'nc' : 'sshd' }))
  expect(suggestedColumns(lines, true)).toEqual(['name'])
  expect(suggestedColumns([line({ pid: '1' }), line({ pid: '2' })], true)).toEqual(['pid'])
  expect(suggestedColumns([], true)).toEqual(['line:action'])
})

test('of several queries lines are told by query and action', () => {
  expect(suggestedColumns([line({ a: '1' })], false)).toEqual(['line:query', 'line:action'])
  expect(columnWord('line:query')).toBe('Query')
  expect(columnWord('query')).toBe('query')
})

test('a group leads to its own lines: its values, an absent one too, and what is ours', () => {
  const params = new URLSearchParams('column.arch=x86&from=2026-03-14T13:00:00.000Z')
  const values = { name: 'nc', port: null, 'line:action': 'added', 'line:pack': 'Base', long: 'x…' }
  const patch = groupPatch({ values, cut: ['long'] }, params, [{ id: 4, name: 'Base' }])
  expect(patch).toMatchObject({
    'column.arch': 'x86',
    'column.name': 'nc',
    filter: '[{"column":"port","op":"absent","value":""}]',
    action: 'added',
    pack_id: '4',
    view: undefined,
  })
  expect(Object.keys(patch)).not.toContain('column.long')
})
