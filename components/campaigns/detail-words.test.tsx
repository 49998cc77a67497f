import { expect, test } from 'vitest'
import type { CampaignDeed } from '@/lib/wire/campaign-lists'
import { deedWords, keptWords } from './detail-words'

const kept = { first: '2026-04-14T00:00:00Z', last: '2026-04-21T00:00:00Z' }
const facts = (day: string, rows = 10) => ({
  now: Date.parse(`${day}T12:00:00Z`),
  zone: 'UTC',
  rows,
})

test('rows that are kept for long are no notice', () => {
  const words = keptWords(kept, facts('2026-03-20'))
  expect(words.text).toBe('kept until 14 Apr 2026')
  expect(words.tone).toBe('plain')
})

test('rows that go soon, in part or wholly are a notice that says since when and what stays', () => {
  expect(keptWords(kept, facts('2026-04-12'))).toMatchObject({ gone: 'none', tone: 'warn' })
  expect(keptWords(kept, facts('2026-04-15'))).toMatchObject({ gone: 'some' })
  expect(keptWords(kept, facts('2026-04-22')).text).toBe(
    '10 rows came and are gone since 21 Apr 2026. The counts stay.',
  )
  expect(keptWords(kept, facts('2026-04-22', 0)).tone).toBe('plain')
})

const deed = (type: string, more: Partial<CampaignDeed> = {}): CampaignDeed => ({
  id: 1,
  created_at: '2026-03-14T14:00:00Z',
  actor_name: 'Ada',
  actor_kind: 'user',
  type,
  hosts: null,
  details: {},
  ...more,
})

test('a deed is told with its effect, and one that nobody knows by its own word', () => {
  const stopped = deed('stopped_campaign', { hosts: 75, details: { late_answers: 'drop' } })
  expect(deedWords(stopped)).toBe('stopped it, 75 hosts cancelled, late answers dropped')
  expect(deedWords(deed('started_campaign', { hosts: 1, actor_kind: 'token' }))).toBe(
    'asked 1 host by a script',
  )
  expect(deedWords(deed('moved_campaign'))).toBe('moved campaign')
})
