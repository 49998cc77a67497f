import { expect, test } from 'vitest'
import { costSum, platformCounts } from './starter-words'

type Queries = Parameters<typeof costSum>[0]

const query = (
  cost_class: Queries[number]['cost_class'],
  platforms: Queries[number]['platforms'],
) => ({
  name: 'q',
  query: 'SELECT 1',
  description: '',
  interval: 60,
  snapshot: false,
  removed: true,
  denylist: true,
  platform: platforms.join(','),
  version: '',
  shard: null,
  platforms,
  cost_class,
})

const queries = [
  query('minimal', ['darwin', 'linux']),
  query('minimal', ['linux']),
  query('excessive', ['linux']),
]

test('the costs add up to the queries, zeros included', () => {
  expect(costSum(queries)).toBe('3 queries = 2 minimal + 0 considerable + 1 excessive')
})

test('a query counts on each platform that it runs on', () => {
  expect(platformCounts({ platforms: ['darwin', 'linux'], queries })).toEqual([
    { platform: 'darwin', count: 1 },
    { platform: 'linux', count: 3 },
  ])
})
