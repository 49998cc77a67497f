import { expect, test } from 'vitest'
import type { CampaignDeed } from '@/lib/wire/campaign-lists'
import { Campaign } from '@/lib/wire/campaigns'
import { Selected } from '@/lib/wire/targets'
import { deedWords, keptWords, requestOf } from './detail-words'

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

test('a request is JSON that asks the same again, its ids on one line', () => {
  const counts = {
    ...{ targeted: 3, waiting: 3, sent: 0, answered: 0, failed: 0, denylisted: 0, too_large: 0 },
    ...{ expired: 0, cancelled: 0, rows: 0 },
  }
  const text = requestOf(
    Campaign.parse({
      ...{ id: 1, query_id: null, query: 'SELECT 22', sql: 'SELECT 22', name: '', reason: null },
      template: 'SELECT {{port}}',
      parameters: [{ name: 'port', type: 'number', value: 22 }],
      ...{ status: 'running', guard: { canary: 2 }, holding: true, rows_capped: false },
      ...{ again_of: null, run_id: null, destinations: [], user_id: 1, user: null, counts },
      targets: Selected.parse({ hosts: [1, 2, 3] }),
      ...{ include_offline: true, newcomers: false, late_answers: 'keep', ended_at: null },
      created_at: '2026-03-14T14:00:00Z',
      expires_at: '2026-03-14T14:10:00Z',
    }),
  )
  expect(JSON.parse(text)).toMatchObject({
    query: 'SELECT {{port}}',
    parameters: { port: 22 },
    selected: { hosts: [1, 2, 3] },
    expires_in: 600,
    guard: { canary: 2 },
  })
  expect(text).toContain('"hosts": [1, 2, 3]')
})
