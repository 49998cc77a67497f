import { expect, test } from 'vitest'
import type { CampaignCounts } from '@/lib/wire/campaigns'
import type { StatusFrame } from '@/lib/wire/frames'
import { countdown, doneOf, endedSentence, stopWords, waitsSentence } from './words'

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
  expected_90_at: null,
  rows_capped: false,
  server_time: new Date(now).toISOString(),
}

test('the stop dialog says sums that add up to every host asked', () => {
  const words = stopWords(58, counts)
  expect(words.title).toBe('Stop #58?')
  expect(words.done).toBe('825 of 900 hosts are done; their answers stay.')
  expect(words.sent).toContain('17 have the query')
  expect(words.waiting).toBe('58 will never get it.')
  expect(words.go).toBe('Stop, cancel 58')
  expect(doneOf(counts) + counts.sent + counts.waiting).toBe(counts.targeted)
})

test('with nothing waiting and nothing sent the dialog cancels nobody', () => {
  const words = stopWords(58, { ...counts, waiting: 0, sent: 0 })
  expect(words.sent).toBeUndefined()
  expect(words.go).toBe('Stop')
})

test('a wait says how many, when the next is due and until when the rest may answer', () => {
  expect(waitsSentence(status, times)).toBe(
    '58 waiting = 11 online, next in 6 s, last by 14:02:34 + 47 offline, may answer until 14:10:12',
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

test('nothing waits in an ended campaign', () => {
  expect(waitsSentence({ ...status, status: 'stopped' }, times)).toBeUndefined()
  expect(waitsSentence({ ...status, waiting_online: 0, waiting_offline: 0 }, times)).toBeUndefined()
})

test('an ended campaign names only its parts that are not zero', () => {
  const ended = { ...counts, waiting: 0, sent: 0, answered: 887 }
  expect(endedSentence('complete', ended)).toBe(
    'Complete. 900 = 887 answered + 9 failed + 3 denylisted + 1 too large, the rest 0.',
  )
})

test('a countdown never goes below zero', () => {
  expect(countdown(468_000)).toBe('7:48')
  expect(countdown(-5)).toBe('0:00')
  expect(countdown(7_200_000)).toBe('2 h')
})
