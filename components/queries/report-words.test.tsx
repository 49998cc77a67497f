import { expect, test } from 'vitest'
import { reportStates } from '@/lib/wire/query-hosts'
import { expectedStates, reportParts, whyOf } from './report-words'

const counts = {
  ...{ reporting: 208, failing: 1, denylisted: 1, silent: 0 },
  ...{ offline: 2, not_reached: 0, not_due: 0, not_targeted: 40 },
}

test('the parts of a report are all states that should report, zeros included', () => {
  const parts = reportParts(counts)
  expect(parts.map(({ state }) => state)).toEqual(expectedStates)
  expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(212)
})

test('every state says why, a failing host in its own words', () => {
  for (const state of reportStates)
    expect(
      whyOf({ state, message: null, interval: 3_600, last_result_at: null }).length,
    ).toBeGreaterThan(10)
  expect(
    whyOf({ state: 'failing', message: 'no such table: x', interval: 60, last_result_at: null }),
  ).toBe('no such table: x')
  expect(
    whyOf({ state: 'not_due', message: null, interval: 3_600, last_result_at: null }),
  ).toContain('1 h')
})
