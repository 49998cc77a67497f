import { expect, test } from 'vitest'
import { HostCampaign } from '@/lib/wire/host-queries'
import { isAwaited, standing } from './host-live-words'

const at = '2026-03-14T14:00:00.000Z'
const now = Date.parse(at) + 60_000
const asked = (more: object) =>
  HostCampaign.parse({
    ...{ id: 58, name: '', query: 'SELECT 1', template: null, parameters: [], query_id: null },
    ...{ run_id: null, status: 'running', created_at: at, expires_at: '2026-03-14T14:10:12.000Z' },
    ...{ user_name: 'Ada', state: 'waiting', seq: null, late: false, rows: 0, error: null },
    ...{ sent_at: null, finished_at: null, stats: null, ...more },
  })
const words = (more: object, online = true) => standing(asked(more), { now, zone: 'UTC', online })

test('a question that waits says when it is asked, by whether the host is there', () => {
  expect(words({})).toBe('Asked at its next check-in; open until 14:10:12')
  expect(words({}, false)).toBe('Queued: asked when the host returns, until 14:10:12')
  expect(words({ status: 'paused' })).toBe('Paused: it is not handed out; closes 14:10:12')
})

test('every end has its words, and only what may still come is awaited', () => {
  expect(words({ state: 'sent', sent_at: at })).toBe('The host has it, running for 1 min')
  const stats = { wall_time_ms: 12, user_time: 3, system_time: 1 }
  expect(words({ state: 'answered', rows: 3, stats })).toBe('3 rows, 12 ms, 4 ms of processor time')
  expect(words({ state: 'failed', error: 'no such table: x' })).toBe('no such table: x')
  expect(words({ state: 'expired', status: 'expired' })).toContain('it was never asked')
  expect(isAwaited(asked({ state: 'sent' }))).toBe(true)
  expect(isAwaited(asked({ state: 'sent', status: 'stopped' }))).toBe(false)
  expect(isAwaited(asked({ state: 'answered' }))).toBe(false)
})
