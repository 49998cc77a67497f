import { expect, test } from 'vitest'
import type { DraftQuery } from '@/lib/client/pack-draft'
import type { SqlReport } from '@/lib/wire/sql'
import { stateWord } from './query-grid-state'

const query: DraftQuery = {
  ...{ id: 7, name: 'alf', query_id: null, query: 'SELECT * FROM alf', interval: 60 },
  ...{ snapshot: false, removed: true, denylist: true, disabled: false, platform: '' },
  ...{ version: '', shard: null, description: '', value: '' },
}
const onMacs: SqlReport = {
  ...{ valid: true, errors: [], tables: ['alf'], warnings: [] },
  platforms: { darwin: true, linux: false, windows: false },
  absent: { darwin: [], linux: [], windows: [] },
}
const said = (platform: string, report: SqlReport | undefined) => {
  const held = { ...query, platform }
  return stateWord(held, held, { errors: [], figures: undefined, report })
}

test('a query that runs on no platform it is meant for says so, once it was checked', () => {
  expect(said('windows,linux', onMacs)).toBe('nowhere:runs nowhere')
  expect(said('', { ...onMacs, valid: false })).toBe('nowhere:runs nowhere')
  expect(said('darwin,linux', onMacs)).toBe('ok:ok')
  expect(said('', onMacs)).toBe('ok:ok')
  expect(said('windows', undefined)).toBe('ok:ok')
  expect(said('chrome', onMacs)).toBe('ok:ok')
})
