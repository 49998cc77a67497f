import { expect, test } from 'vitest'
import type { GroupsReply } from '@/lib/wire/campaign-groups'
import { answeredSum, columnsText, leftOutWords, shareText } from './group-words'

const reply = (counts: Partial<GroupsReply>): GroupsReply => ({
  ...{ columns: [], all_columns: [], left_out: [], groups: [], rows: 0, count: 0, new_groups: 0 },
  ...{ listed_seq: 0, as_of_seq: 0, complete: true, next_cursor: null },
  ...{ answered: 0, too_large: 0, with_rows: 0, without_rows: 0, ...counts },
})

test('the sum of answers names every part, also what was too large', () => {
  expect(answeredSum(reply({ answered: 812, with_rows: 771, without_rows: 41 }))).toBe(
    '812 answered = 771 with rows + 41 without',
  )
  expect(answeredSum(reply({ answered: 1, too_large: 1, with_rows: 2 }))).toBe(
    '1 answered + 1 too large = 2 with rows + 0 without',
  )
})

test('columns left out are named', () => {
  const left = (...columns: string[]) => columns.map((column) => ({ column, distinct: 9 }))
  expect(leftOutWords({ left_out: [] })).toBeUndefined()
  expect(leftOutWords({ left_out: left('pid') })).toBe('pid differs on nearly every row, left out')
  expect(leftOutWords({ left_out: left('a', 'pid', 'b') })).toBe(
    'a, pid and b differ on nearly every row, left out',
  )
})

test('a share is never nothing of something, nor all of less', () => {
  expect(shareText(1 / 5_000)).toBe('< 0.1 %')
  expect(shareText(0.0099)).toBe('1.0 %')
  expect(shareText(0.9999)).toBe('99 %')
  expect(shareText(1)).toBe('100 %')
})

test('columns go into a link as they read, and as JSON where a name forbids that', () => {
  expect(columnsText(['name', 'port'])).toBe('name,port')
  expect(columnsText(['a,b', ''])).toBe('["a,b",""]')
})
