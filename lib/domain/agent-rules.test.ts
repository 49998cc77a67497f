import { describe, expect, test } from 'vitest'
import {
  configHash,
  platformRuns,
  shardBucket,
  shardRuns,
  versionRuns,
} from '@/lib/domain/agent-rules'

describe('the platform rule', () => {
  test.each([
    ['', 'darwin', true],
    ['darwin', 'darwin', true],
    ['darwin,linux', 'linux', true],
    ['windows darwin', 'windows', true],
    ['posix', 'darwin', true],
    ['posix', 'freebsd', true],
    ['posix', 'windows', false],
    ['ubuntu', 'linux', true],
    ['centos', 'linux', true],
    ['rhel', 'linux', false],
    ['gentoo', 'linux', false],
    ['macos', 'darwin', false],
    ['Darwin', 'darwin', false],
    ['win', 'windows', false],
    ['small', 'windows', true],
    ['any', 'freebsd', true],
  ] as const)('%j on %s runs: %s', (text, platform, runs) => {
    expect(platformRuns(text, platform)).toBe(runs)
  })
})

describe('the version rule', () => {
  test.each([
    ['5.23.1', '5.23.1', true],
    ['5.24.0', '5.23.1', false],
    ['5', '5.23.1', true],
    ['1.4.5', '5.23.1', true],
    ['5.9.0', '5.23.1', true],
    ['5.23.2', '5.23', true],
    ['0.0.0', '1.0', true],
    ['', '1.0', true],
  ])('%j on %s runs: %s', (required, version, runs) => {
    expect(versionRuns(required, version)).toBe(runs)
  })
})

describe('the shard rule', () => {
  test.each([
    ['localhost', 20],
    ['localhost.localdomain', 6],
    ['web-01.example.com', 61],
    ['db01', 47],
  ])('%s is in bucket %i', (hostname, bucket) => {
    expect(shardBucket(hostname)).toBe(bucket)
  })

  test('no share restricts nothing, a share takes the buckets up to it', () => {
    expect(shardRuns(null, 99)).toBe(true)
    expect(shardRuns(0, 99)).toBe(true)
    expect(shardRuns(47, 47)).toBe(true)
    expect(shardRuns(46, 47)).toBe(false)
  })
})

test('the hash is SHA-1 over the hex SHA-1 of the bytes', () => {
  expect(configHash('{}')).toBe('f80dee827635db39077a458243379b3ad63311fd')
})
