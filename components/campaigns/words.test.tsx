import { expect, test } from 'vitest'
import type { CampaignCounts } from '@/lib/wire/campaigns'
import { countdown, doneOf, endedSentence, partWords, progressSentence, reasonWords } from './words'

const counts: CampaignCounts = {
  targeted: 900,
  waiting: 0,
  sent: 0,
  answered: 887,
  failed: 9,
  denylisted: 3,
  too_large: 1,
  expired: 0,
  cancelled: 0,
  rows: 1942,
}

test('an ended campaign names only its parts that are not zero, and they add up', () => {
  expect(endedSentence('complete', counts)).toBe(
    'Complete. 900 = 887 answered + 9 failed + 3 denylisted + 1 too large, the rest 0.',
  )
  expect(doneOf(counts)).toBe(900)
})

test('a countdown never goes below zero', () => {
  expect(countdown(468_000)).toBe('7:48')
  expect(countdown(-5)).toBe('0:00')
  expect(countdown(7_200_000)).toBe('2 h')
})

test('a person who stopped or paused is named, a rail is quoted', () => {
  expect(reasonWords('stopped', 'by Ada')).toBe('Stopped by Ada')
  expect(reasonWords('paused', 'errors 6.7 % of 104 hosts, the limit is 2 %')).toBe(
    'Paused: errors 6.7 % of 104 hosts, the limit is 2 %',
  )
  expect(reasonWords('complete', 'by Ada')).toBeUndefined()
  expect(reasonWords('paused', undefined)).toBeUndefined()
})

test('who sees a part is told of what all and of what the counts are', () => {
  expect(partWords(512, 388)).toBe(
    '512 of 900 hosts; 388 belong to other teams. Every count here is of the 512.',
  )
})

test('the spoken sentence has its denominator', () => {
  expect(progressSentence({ ...counts, waiting: 75, targeted: 900 })).toBe(
    '825 of 900 hosts done, 13 with an error',
  )
})
