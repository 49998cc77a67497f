import { expect, test } from 'vitest'
import { type Group, GroupsReply } from '@/lib/wire/campaign-groups'
import {
  barsOf,
  chartSummary,
  chartTitle,
  choiceOf,
  figureText,
  groupsQuery,
  numberOf,
} from './chart-words'

const group = (key: string, hosts: number, more: Partial<Group> = {}): Group => ({
  key,
  values: { name: key },
  cut: [],
  hosts,
  share: hosts / 900,
  rows: hosts * 2,
  first_at: '2026-03-14T14:00:00Z',
  first_host: { id: 1, hostname: 'h', display_name: 'h' },
  outlier: false,
  no_rows: false,
  ...more,
})

const reply: GroupsReply = GroupsReply.parse({
  columns: ['name'],
  all_columns: ['name', 'port'],
  left_out: [],
  answered: 812,
  too_large: 0,
  with_rows: 771,
  without_rows: 41,
  rows: 1942,
  groups: [
    group('rapportd', 604, { value: 12.345 }),
    group('none', 41, { no_rows: true, values: {}, rows: 0, value: null }),
    group('nc', 1, { values: {}, outlier: true, value: null }),
  ],
  count: 3,
  new_groups: 0,
  listed_seq: 812,
  as_of_seq: 812,
  complete: true,
  next_cursor: null,
})

const choice = (query: string) => choiceOf(new URLSearchParams(query), ['name', 'port'])

test('an address that names a column which no answer has draws what there is', () => {
  expect(choice('column=gone&measure=nonsense')).toEqual({
    kind: 'bars',
    column: 'name',
    measure: 'hosts',
    of: '',
  })
  expect(choice('measure=avg').of).toBe('port')
})

test('the groups are asked for by exactly that column and measure', () => {
  const asked = new URLSearchParams(groupsQuery(choice('column=port&measure=sum&of=name')))
  expect(Object.fromEntries(asked)).toMatchObject({
    columns: '["port"]',
    measure: 'sum',
    measure_column: 'name',
    order: 'value',
  })
  expect(new URLSearchParams(groupsQuery(choice('chart=number'))).get('columns')).toBe('[]')
})

test('an absent value stays absent, and hosts without rows count only where hosts are counted', () => {
  const bars = barsOf(reply, choice(''))
  expect(bars.map(({ label, noRows, value }) => [label, noRows, value])).toEqual([
    ['rapportd', false, 604],
    [undefined, true, 41],
    [undefined, false, 1],
  ])
  expect(barsOf(reply, choice('measure=avg&of=port')).map(({ value }) => value)).toEqual([
    12.345,
    null,
  ])
})

test('a summary has the title, the number of values and both ends', () => {
  expect(chartSummary(barsOf(reply, choice('')), choice(''), 3)).toBe(
    'Hosts by name: 3 values, from 604 for rapportd to 1 for absent.',
  )
  expect(chartTitle(choice('measure=avg&of=port'))).toBe('Average of port by name')
})

test('the one number is over all answers', () => {
  expect(numberOf(reply, choice('chart=number'))).toBe(771)
  expect(numberOf(reply, choice('chart=number&measure=rows'))).toBe(1942)
  expect(figureText(12.345)).toBe('12.35')
  expect(figureText(null)).toBe('no number')
})
