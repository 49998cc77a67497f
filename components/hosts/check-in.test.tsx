import { expect, test } from 'vitest'
import { sayCheckIn } from './check-in'

const at = (seconds: number) => 1_700_000_000_000 + seconds * 1000
const host = {
  status: 'online' as const,
  seen_time: new Date(at(0)).toISOString(),
  rhythm_seconds: 10,
}

test('the next call counts down from the rhythm', () => {
  expect(sayCheckIn(host, at(1), at(4))).toEqual({ late: false, words: 'next in 6 s' })
  expect(sayCheckIn(host, at(1), at(10)).words).toBe('due now')
})

test('a list read a while ago does not call a host late that was in step then', () => {
  expect(sayCheckIn(host, at(2), at(27))).toEqual({ late: false, words: 'next in 3 s' })
})

test('a host that was overdue when it was read is late, and after two intervals has missed them', () => {
  expect(sayCheckIn(host, at(14), at(16)).words).toBe('late by 6 s')
  expect(sayCheckIn(host, at(25), at(26)).words).toBe('late, missed 2')
})

test('an offline host is silent for as long as it was not seen, and one never seen says so', () => {
  expect(sayCheckIn({ ...host, status: 'offline' }, at(1), at(10_800)).words).toBe('silent for 3 h')
  expect(sayCheckIn({ ...host, seen_time: null }, at(1), at(1)).words).toBe('never seen')
})
