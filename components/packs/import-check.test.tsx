import { expect, test } from 'vitest'
import { importSum } from './import-check'
import { packNameOf } from './use-import'

const query = (name: string) => ({
  name,
  query: 'SELECT 1',
  interval: 60,
  snapshot: false,
  removed: true,
  denylist: true,
  platform: '',
  version: '',
  shard: null,
  description: '',
  value: '',
})

const pack = {
  name: 'base',
  platform: '',
  version: '',
  shard: null,
  discovery: [],
  queries: [query('a'), query('b'), query('c')],
  conflicts: [],
}

test('a query with two warnings counts once, and the parts add up to the queries', () => {
  const warning = { query: 'b', code: 'x', message: 'one' }
  const warnings = [warning, { ...warning, message: 'two' }, { code: 'y', message: 'of the pack' }]
  expect(importSum({ packs: [{ ...pack, warnings }], warnings: [] })).toBe(
    '3 queries = 2 without a remark + 1 with warnings',
  )
})

test('a file name becomes a pack name without folder and ending', () => {
  expect(packNameOf('packs/windows-attacks.conf')).toBe('windows-attacks')
  expect(packNameOf('a.b.JSON')).toBe('a.b')
})
