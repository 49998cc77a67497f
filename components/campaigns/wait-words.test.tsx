import { expect, test } from 'vitest'
import type { CampaignCounts } from '@/lib/wire/campaigns'
import type { StatusFrame } from '@/lib/wire/frames'
import { sampled } from './use-rate'
import {
  dueWords,
  expectedSentence,
  heldOf,
  type RateSample,
  ratePerMinute,
  rateWords,
  runningWords,
  waitsSentence,
} from './wait-words'

const counts: CampaignCounts = {
  targeted: 900,
  waiting: 58,
  sent: 17,
  answered: 812,
  failed: 9,
  denylisted: 3,
  too_large: 1,
  expired: 0,
  cancelled: 0,
  rows: 1942,
}

const now = Date.UTC(2026, 2, 14, 14, 2, 24)
const times = { now, zone: 'UTC', closes: now + 468_000 }
const status: StatusFrame = {
  status: 'running',
  counts,
  holding: false,
  canary: null,
  waiting_online: 11,
  waiting_offline: 47,
  next_due: new Date(now + 6000).toISOString(),
  last_due: new Date(now + 10_000).toISOString(),
  expected_90_at: new Date(now + 16_000).toISOString(),
  rows_capped: false,
  server_time: new Date(now).toISOString(),
}

test('a wait says how many, when the next is due and until when the rest may answer', () => {
  expect(waitsSentence(status, times)).toBe(
    '58 waiting = 11 online, next in 6 s, last by 14:02:34 + 47 offline, may answer until 14:10:12',
  )
})

test('hosts behind a canary are a part of their own, and the parts add up to those that wait', () => {
  const holding = { ...status, holding: true, waiting_online: 3, waiting_offline: 2 }
  expect(heldOf(holding)).toBe(53)
  expect(waitsSentence(holding, times)).toBe(
    '58 waiting = 3 online, next in 6 s, last by 14:02:34 + 2 offline, may answer until 14:10:12 + 53 held until the canary is released',
  )
})

test('a host that is due reads as due now, never as a negative time', () => {
  const late = { ...status, next_due: new Date(now - 9000).toISOString() }
  expect(waitsSentence(late, times)).toContain('next due now')
})

test('with nobody online the wait names its end', () => {
  const none = { ...status, waiting_online: 0, waiting_offline: 58 }
  expect(waitsSentence(none, times)).toBe(
    'None of 58 waiting hosts is online. Answers come when they return, until 14:10:12.',
  )
})

test('nothing waits in an ended campaign, and a paused one hands nothing out', () => {
  expect(waitsSentence({ ...status, status: 'stopped' }, times)).toBeUndefined()
  expect(waitsSentence({ ...status, counts: { ...counts, waiting: 0 } }, times)).toBeUndefined()
  expect(waitsSentence({ ...status, status: 'paused' }, times)).toBe(
    '58 hosts wait: nothing is handed out while paused.',
  )
})

test('the time to 90 % is told while it can come true before the end', () => {
  expect(expectedSentence(status, times)).toBe('90 % of the hosts online by 14:02:40, in 16 s')
  expect(expectedSentence({ ...status, expected_90_at: null }, times)).toBeUndefined()
  expect(expectedSentence({ ...status, status: 'paused' }, times)).toBeUndefined()
  const after = new Date(times.closes + 1000).toISOString()
  expect(expectedSentence({ ...status, expected_90_at: after }, times)).toBeUndefined()
})

test('the rate is of the last minute alone, by the second or by the minute', () => {
  let samples: readonly RateSample[] = []
  for (let second = 0; second <= 120; second += 10)
    samples = sampled(samples, { at: now + second * 1000, done: second < 60 ? 0 : second - 60 })
  expect(samples).toHaveLength(6)
  expect(rateWords(ratePerMinute(samples))).toBe('1 answer a second')
  expect(rateWords(20)).toBe('20 answers a minute')
  expect(rateWords(0)).toBeUndefined()
  expect(ratePerMinute([{ at: now, done: 3 }])).toBeUndefined()
})

test('a check-in counts down, is due, is late, and has missed rounds by its own rhythm', () => {
  const host = (due: number) => ({
    online: true,
    next_due: new Date(now + due).toISOString(),
    seen_at: new Date(now + due - 10_000).toISOString(),
  })
  expect(dueWords(host(6000), now)).toEqual({ text: 'in 6 s', tone: 'waiting' })
  expect(dueWords(host(0), now).text).toBe('due now')
  expect(dueWords(host(-4000), now)).toEqual({ text: 'late by 4 s', tone: 'warn' })
  expect(dueWords(host(-24_000), now).text).toBe('late by 24 s, missed 3')
  expect(dueWords({ ...host(0), online: false }, now).text).toBe('offline')
})

test('a host that has the query says how long, beside what is usual', () => {
  expect(runningWords(41, 2)).toBe('running for 41 s, usually 2 s')
  expect(runningWords(41, undefined)).toBe('running for 41 s')
})
