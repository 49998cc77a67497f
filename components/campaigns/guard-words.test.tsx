import { expect, test } from 'vitest'
import type { StatusFrame } from '@/lib/wire/frames'
import { canaryState, guardNotice, guardWords } from './guard-words'

const status: StatusFrame = {
  status: 'paused',
  counts: {
    targeted: 900,
    waiting: 875,
    sent: 0,
    answered: 25,
    failed: 0,
    denylisted: 0,
    too_large: 0,
    expired: 0,
    cancelled: 0,
    rows: 50,
  },
  holding: true,
  canary: { hosts: 25, done: 25 },
  waiting_online: 0,
  waiting_offline: 0,
  next_due: null,
  last_due: null,
  expected_90_at: null,
  rows_capped: false,
  server_time: '2026-03-14T14:02:24Z',
  reason: 'canary: 25 of 25 answered, 0 errors, p95 31 ms; release to go on',
}

test('a canary that is done shows its figures and how many a release lets through', () => {
  expect(guardNotice(status)).toEqual({
    kind: 'canary_waits',
    text: 'Canary: 25 of 25 answered, 0 errors, p95 31 ms.',
    release: 875,
  })
  expect(canaryState(status)).toBe('canary 25 done')
})

test('a canary under way says how far it is and who waits for it', () => {
  const running: StatusFrame = {
    ...status,
    status: 'running',
    canary: { hosts: 25, done: 12 },
    waiting_online: 13,
    counts: { ...status.counts, waiting: 888, answered: 12 },
  }
  expect(guardNotice(running)).toMatchObject({
    kind: 'canary_runs',
    text: 'Canary: 12 of 25 hosts done. 875 other hosts wait.',
  })
  expect(canaryState(running)).toBe('canary 12 of 25')
})

test('a rail that paused a campaign is quoted with its figures, a person is named', () => {
  const released = { ...status, holding: false }
  const reason = 'errors 6.7 % of 104 hosts, the limit is 2 %'
  expect(guardNotice({ ...released, reason })).toEqual({
    kind: 'paused',
    text: `Paused: ${reason}.`,
  })
  expect(guardNotice({ ...released, reason: 'by Ada' })?.text).toBe('Paused by Ada.')
})

test('a canary that broke a limit says which, and releasing is a decision against it', () => {
  const reason = 'errors 20 % of 25 hosts, the limit is 5 %'
  expect(guardNotice({ ...status, reason })).toEqual({
    kind: 'canary_broke',
    text: 'Canary: errors 20 % of 25 hosts, the limit is 5 %.',
    release: 875,
  })
})

test('nothing is held back once it runs free or has ended', () => {
  expect(guardNotice({ ...status, status: 'running', holding: false })).toBeUndefined()
  expect(guardNotice({ ...status, status: 'stopped' })).toBeUndefined()
  expect(canaryState({ ...status, holding: false })).toBe('canary 25 passed')
})

test('each rail that is set is a phrase, and no other', () => {
  expect(guardWords({})).toEqual([])
  expect(
    guardWords({ canary: 25, hosts_per_minute: 600, max_error_percent: 5, max_wall_ms: 2000 }),
  ).toEqual([
    '25 canary hosts first, a person releases',
    'at most 600 hosts a minute',
    'pause above 5 % errors',
    'pause above 2.0 s on a host',
  ])
})
