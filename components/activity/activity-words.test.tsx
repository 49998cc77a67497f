import { expect, test } from 'vitest'
import type { Activity } from '@/lib/wire/activity'
import { byDay, changesOf, objectOf, pathOf, verbOf } from './activity-words'

const entry: Activity = {
  ...{ id: 1, created_at: '2026-03-01T23:30:00.000Z', actor_kind: 'user', actor_id: 2 },
  ...{ actor_name: 'Ada', type: 'edited_pack', object_kind: 'pack', object_id: 3 },
  ...{ object_name: 'Baseline', hosts: null, details: {}, address: null, hash: 'ff' },
}

test('an entry reads as a sentence and leads to its object', () => {
  expect(`${verbOf(entry.type)} ${objectOf(entry)}`).toBe('edited pack Baseline')
  expect(pathOf(entry)).toBe('/packs/3')
  const asked = { ...entry, type: 'started_campaign', object_kind: 'campaign', object_name: 'x' }
  expect(`${verbOf(asked.type)} ${objectOf(asked)}`).toBe('asked a live query #3 x')
  const carve = { ...entry, object_kind: 'carve', details: { host_id: 9 } }
  expect(pathOf(carve)).toBe('/hosts/9?tab=carves')
  expect(pathOf({ ...entry, object_kind: 'token' })).toBeUndefined()
})

test('days are those of the reader', () => {
  const next = { ...entry, id: 2, created_at: '2026-03-02T00:10:00.000Z' }
  expect(byDay([next, entry], 'UTC').map(({ entries }) => entries.length)).toEqual([1, 1])
  expect(byDay([next, entry], 'Europe/Berlin').map(({ day }) => day)).toEqual([
    expect.stringMatching(/^Monday,? 2 March 2026$/),
  ])
})

test('a change is told leaf by leaf, and what was not touched is left out', () => {
  const was = { limits: { days: 30, rows: 5 }, name: 'A' }
  expect(changesOf({ was, is: { limits: { days: 7 }, name: 'A' } })).toEqual([
    { path: 'limits.days', was: '30', is: '7' },
  ])
  expect(changesOf({ query: 'SELECT 1' })).toBeUndefined()
})
