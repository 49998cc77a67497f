import { expect, test } from 'vitest'
import type { HostTimeline } from '@/lib/wire/host-timeline'
import { configurationWords, crowdsOf, eventWords, gapWords, happeningsOf } from './timeline-words'

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 2, 12) + minutes * 60_000).toISOString()
const timeline: HostTimeline = {
  ...{ from: at(-1440), to: at(0), enrolled_at: at(-9999), bucket_seconds: 900 },
  gaps: [{ from: at(-500), to: at(-160), server_away: false }],
  configurations: [
    { at: at(-3000), hash: 'a', packs: [{ id: 1, name: 'Base', revision: 7 }], changes: [] },
    { at: at(-90), hash: 'b', packs: [], changes: ['Base r7 to r8', 'Disks r2 came'] },
  ],
  results: [{ at: at(-30), lines: 12 }],
  live: [{ campaign_id: 57, name: 'who', state: 'too_large', at: at(-20) }],
  errors: [{ at: at(-10), kind: 'failed', query: 'file_hashes', text: 'no such table' }],
  events: [{ at: at(-5), kind: 'transferred', details: { from: 'Lab', to: null, by: 'Ada' } }],
}

test('a gap is named by its length, an open one counts on, and one of ours says so', () => {
  expect(gapWords({ from: at(-500), to: at(-160), server_away: false }, 0)).toBe(
    'not seen for 5 h 40 min',
  )
  expect(gapWords({ from: at(0), to: null, server_away: false }, Date.parse(at(3)))).toBe(
    'not seen for 3 min',
  )
  expect(gapWords({ from: at(0), to: at(2), server_away: true }, 0)).toBe(
    'the server was away for 2 min',
  )
})

test('a configuration is told by what it changed, else by what it holds', () => {
  expect(timeline.configurations.map(configurationWords)).toEqual([
    'Base r7',
    'Base r7 to r8, Disks r2 came',
  ])
})

test('a transfer tells both teams and who did it, also where one is none', () => {
  const [event] = timeline.events
  expect(event && eventWords(event)).toBe('Moved from Lab to no team by Ada')
})

test('the table holds what every lane holds, the newest first', () => {
  expect(happeningsOf(timeline, Date.parse(at(0))).map(({ lane, text }) => [lane, text])).toEqual([
    ['events', 'Moved from Lab to no team by Ada'],
    ['errors', 'file_hashes failed: no such table'],
    ['live', '#57 who: too large'],
    ['results', '12 result lines in 15 min'],
    ['config', 'Served: Base r7 to r8, Disks r2 came'],
    ['check-in', 'not seen for 5 h 40 min'],
    ['config', 'Served: Base r7'],
  ])
})

test('marks that would overlap are one, and no other is taken in', () => {
  const happening = (minute: number) => ({
    at: at(minute),
    lane: 'live' as const,
    text: `${minute}`,
  })
  const list = [50, 42, 41, 40, 10].map(happening)
  const place = (when: string) => Date.parse(when) / 60_000
  const crowds = crowdsOf(list, place, 3).map(({ one, rest }) =>
    [one, ...rest].map(({ text }) => text),
  )
  expect(crowds).toEqual([['50'], ['42', '41', '40'], ['10']])
})
