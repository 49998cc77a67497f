import { expect, test } from 'vitest'
import type { CampaignHost } from '@/lib/wire/campaigns'
import { laneOf, laneSentence, usualSeconds } from './lane-words'

const asked = '2026-03-14T14:00:00.000Z'
const host: CampaignHost = {
  host: { id: 1, hostname: 'h', display_name: '', platform: 'linux', team_id: null },
  state: 'answered',
  sent_at: '2026-03-14T14:00:03.100Z',
  finished_at: '2026-03-14T14:00:04.300Z',
  sends: 1,
  seq: 1,
  rows: 2,
  late: false,
  error: null,
  stats: null,
  online: true,
  seen_at: null,
  next_due: null,
}

test('a lane tells each step with the time since the one before', () => {
  expect(laneSentence(laneOf(host, asked))).toBe('asked, sent after 3.1 s, answered after 1.2 s')
})

test('a lane tells only what has happened', () => {
  const waiting = { ...host, state: 'waiting' as const, sent_at: null, finished_at: null }
  expect(laneSentence(laneOf(waiting, asked))).toBe('asked')
  const expired = { ...waiting, state: 'expired' as const, finished_at: '2026-03-14T14:10:00.000Z' }
  expect(laneSentence(laneOf(expired, asked))).toBe('asked, expired after 10 min')
  const twice = { ...host, state: 'sent' as const, sends: 2, finished_at: null }
  expect(laneSentence(laneOf(twice, asked))).toBe('asked, sent 2 times after 3.1 s')
})

test('what is usual is the median of those that answered in time', () => {
  expect(usualSeconds([])).toBeUndefined()
  const slow = { ...host, finished_at: '2026-03-14T14:01:03.100Z' }
  expect(usualSeconds([host, host, slow])).toBe(1)
  expect(usualSeconds([{ ...slow, late: true }, host])).toBe(1)
})
