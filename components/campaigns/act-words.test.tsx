import { expect, test } from 'vitest'
import type { CampaignCounts } from '@/lib/wire/campaigns'
import { againCount, againSum, bulkStopWords, pauseWords, stopWords } from './act-words'
import { doneOf } from './words'

const counts: CampaignCounts = {
  targeted: 900,
  waiting: 58,
  sent: 17,
  answered: 812,
  failed: 4,
  denylisted: 2,
  too_large: 1,
  expired: 3,
  cancelled: 3,
  rows: 1942,
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

test('pausing says who may still answer, who gets nothing, and that the time goes on', () => {
  const closes = Date.UTC(2026, 2, 14, 14, 10, 12)
  expect(pauseWords(58, counts, { closes, zone: 'UTC' })).toEqual({
    title: 'Pause #58?',
    effects: [
      '17 have the query and may still answer.',
      '58 hosts wait and get nothing until somebody resumes it.',
      'It still closes at 14:10:12.',
    ],
  })
})

test('only hosts that gave no answer are asked again, and the sum names each state chosen', () => {
  expect(againCount(counts)).toBe(12)
  expect(againSum(counts, ['failed', 'expired'])).toBe('7 = 4 failed + 3 expired')
  expect(againSum(counts, [])).toBe('0 = 0')
})

test('stopping several adds up what happens to all their hosts', () => {
  const campaign = { counts }
  const words = bulkStopWords([campaign, campaign])
  expect(words).toMatchObject({
    title: 'Stop 2 campaigns?',
    done: '1,650 of 1,800 hosts are done; their answers stay.',
    waiting: '116 will never get theirs.',
    go: 'Stop 2, cancel 116',
  })
})
