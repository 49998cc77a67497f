import { expect, test } from 'vitest'
import type { Destination } from '@/lib/wire/destinations'
import {
  byNeed,
  faultSentence,
  headline,
  keptSentence,
  lagWords,
  rateWords,
  routeSentence,
} from './destination-words'

const behind: Destination = {
  ...{ id: 1, name: 'Splunk prod', kind: 'splunk_hec', config: {}, secrets: [], enabled: true },
  filter: { packs: null, log_types: ['result', 'snapshot', 'status'], live: false },
  ...{ when_full: 'block', state: 'behind', lag_lines: 412_000, lag_seconds: 1_080 },
  ...{ delivered: 9, delivered_per_minute: [], retries: 13, dead_letters: 0, shed: 0 },
  last_error: {
    message: 'It answers 503',
    at: '2026-04-06T13:44:12Z',
    attempt: 13,
    next_try_at: '2026-04-06T14:02:40Z',
  },
  last_event: null,
  held_until: '2026-04-13T10:00:00Z',
  created_at: '2026-04-01T10:00:00Z',
  updated_at: '2026-04-01T10:00:00Z',
}
const clock = { now: Date.parse('2026-04-06T14:02:00Z'), zone: 'UTC' }

test('one that is behind says by how much, what failed, when it tries again and what is safe', () => {
  expect(headline(behind)).toBe('Splunk prod is 18 min behind: 412,000 lines.')
  expect(faultSentence(behind, clock)).toBe(
    'Try 13 at 13:44 failed: it answers 503. Try 14 in 40 s.',
  )
  expect(keptSentence(behind, 'UTC')).toBe('Nothing is lost: lines wait here until 13 April.')
})

test('one that drops what retention reaches never says that nothing is lost', () => {
  const shedding: Destination = { ...behind, when_full: 'shed' }
  expect(keptSentence(shedding, 'UTC')).toBe(
    'Lines wait here until 13 April. After that the oldest are dropped and counted.',
  )
})

test('a next try that is due counts down to now and no further', () => {
  const due = { ...clock, now: Date.parse('2026-04-06T14:03:00Z') }
  expect(faultSentence(behind, due)).toContain('Try 14 now.')
})

test('one that is well says so, and an old error of it is not told as if it lasted', () => {
  const well: Destination = { ...behind, state: 'well', lag_lines: 0, lag_seconds: 0 }
  expect(headline(well)).toBe('Splunk prod has every line.')
  expect(faultSentence(well, clock)).toBe('')
  expect(keptSentence(well, 'UTC')).toBe('')
  expect(lagWords(well)).toBe('')
})

test('a paused one says how much waits', () => {
  expect(headline({ ...behind, state: 'paused' })).toBe(
    'Splunk prod is paused, 18 min behind: 412,000 lines.',
  )
})

test('routing reads as one sentence, and routing nothing says nothing', () => {
  expect(routeSentence(behind.filter)).toBe('All results, status logs')
  expect(routeSentence({ packs: [1, 2], log_types: ['snapshot'], live: true })).toBe(
    'Snapshots of 2 packs, live answers',
  )
  expect(routeSentence({ packs: null, log_types: [], live: false })).toBe('Nothing')
})

test('those in need come first, the failing before the late, then by name', () => {
  const of = (name: string, state: Destination['state']) => ({ ...behind, name, state })
  const rows = [of('b', 'well'), of('a', 'well'), of('c', 'behind'), of('d', 'failing')]
  expect(rows.sort(byNeed).map(({ name }) => name)).toEqual(['d', 'c', 'a', 'b'])
})

test('the rate is of the last five minutes, and little is not nothing', () => {
  expect(rateWords([9_000, 100, 100, 100, 100, 100])).toBe('100 a minute')
  expect(rateWords([0, 0, 0, 0, 1])).toBe('< 1 a minute')
  expect(rateWords([])).toBe('0 a minute')
})
