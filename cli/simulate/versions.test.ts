import { describe, expect, it } from 'vitest'
import { atLeast, platformRuns, shardOf, shardRuns } from './versions'

describe('the platform rule', () => {
  it.each([
    ['darwin', '', true],
    ['darwin', 'null', true],
    ['windows', 'all', true],
    ['windows', 'any', true],
    ['linux', 'small', true],
    ['linux', 'ubuntu', true],
    ['linux', 'centos', true],
    ['linux', 'posix', true],
    ['darwin', 'posix', true],
    ['windows', 'posix', false],
    ['linux', 'darwin,linux', true],
    ['darwin', 'windows darwin', true],
    ['darwin', 'macos', false],
    ['darwin', 'Darwin', false],
    ['windows', 'win', false],
    ['linux', 'rhel', false],
    ['linux', 'debian', false],
    ['linux', 'gentoo', false],
  ] as const)('%s runs %j: %s', (agent, wanted, runs) => {
    expect(platformRuns(agent, wanted)).toBe(runs)
  })
})

describe('the version rule', () => {
  it.each([
    ['5.23.1', '5.23.1', true],
    ['5.23.1', '5.23', true],
    ['5.23.1', '5', true],
    ['5.23.1', '5.24', false],
    ['5.9.1', '5.10.0', false],
    ['5.10.0', '5.9.1', true],
    ['5.23.1', '1.4.5', true],
    ['5.23.1', '', true],
    ['5.23.1', 'null', true],
    ['5.23.1', '0.0.0', true],
    ['5.23.1', '5.23.1.9', true],
    ['5.17.0-1-g182672a07', '5.17.0', true],
  ])('agent %s satisfies %j: %s', (agent, wanted, runs) => {
    expect(atLeast(agent, wanted)).toBe(runs)
  })
})

describe('the shard rule', () => {
  it.each([
    ['localhost', 20],
    ['localhost.localdomain', 6],
    ['web-01.example.com', 61],
    ['db01', 47],
  ])('%s is in shard %i', (hostname, shard) => {
    expect(shardOf(hostname)).toBe(shard)
  })

  it('runs when the wanted shard is at least the host shard, and always for 0', () => {
    expect(shardRuns(20, 20)).toBe(true)
    expect(shardRuns(20, 19)).toBe(false)
    expect(shardRuns(61, 0)).toBe(true)
  })
})
