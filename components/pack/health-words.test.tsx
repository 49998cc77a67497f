import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { QueryHealth } from '@/lib/wire/health'
import { HealthRow } from './health-row'
import { askWhyPath, changeInAWeek, healthParts, worstOf } from './health-words'

afterEach(cleanup)

const query: QueryHealth = {
  pack_query_id: 7,
  name: 'listening',
  full_name: 'pack/base/listening',
  interval: 600,
  expected: 40,
  reporting: 30,
  failing: 2,
  denylisted: 3,
  silent: 4,
  not_due: 1,
  last_result_at: '2026-03-01T00:00:00.000Z',
  rows_per_day: 1_200,
  bytes_per_day: 41_000,
  cost: {
    wall_ms: { p50: 20, p95: 90 },
    cpu_ms: { p50: 8, p95: 61 },
    user_ms: 6,
    system_ms: 2,
    memory_bytes: { p50: 4_000, p95: 9_000 },
    agent_seconds_per_day_p95: 75,
    class: 'minimal',
    hosts: 30,
    runs: 900,
  },
  trend: [],
  errors: [],
}

test('the parts are the five states and add up to the hosts expected', () => {
  const parts = healthParts(query)
  expect(parts.map(({ state }) => state)).toEqual([
    'reporting',
    'failing',
    'denylisted',
    'silent',
    'not_due',
  ])
  expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(query.expected)
  expect(worstOf(query)).toBe('denylisted')
  expect(worstOf({ ...query, denylisted: 0, failing: 0, silent: 0 })).toBeUndefined()
})

test('a row says who reports, what is worst and what a host spends a day', () => {
  render(
    <ul>
      <HealthRow packId={1} query={query} open={false} onOpen={() => {}} />
    </ul>,
  )
  const button = screen.getByRole('button', { expanded: false })
  expect(button.textContent).toContain('30 of 40 reporting')
  expect(button.textContent).toContain('3 denylisted')
  expect(button.textContent).toContain('75 s a day, heavy')
  expect(screen.getByRole('img', { name: /^hosts: 40 = 30 reporting/ })).toBeDefined()
})

test('the question why names the query as agents do, quotes and all, for those hosts', () => {
  const url = new URL(askWhyPath("pack/base/it's", [3, 5]), 'http://x')
  expect(url.pathname).toBe('/live')
  expect(url.searchParams.get('sql')).toBe(
    "SELECT * FROM osquery_schedule WHERE name = 'pack/base/it''s'",
  )
  expect(url.searchParams.get('hosts')).toBe('3,5')
})

test('a trend is told against the median of a week before, of whatever revision', () => {
  const point = (day: string, revision: number, p50: number) => ({ day, revision, p50, p95: p50 })
  const trend = [point('2026-03-01', 1, 10), point('2026-03-09', 1, 11), point('2026-03-09', 2, 15)]
  expect(changeInAWeek(trend)).toBeCloseTo(0.5)
  expect(changeInAWeek(trend.slice(1))).toBeNull()
})
