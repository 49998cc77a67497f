import { afterEach, expect, test } from 'vitest'
import { accelerateSeconds, mayHurry } from '@/lib/domain/acceleration'
import { unpin } from '@/lib/global'

afterEach(() => unpin('campaigns.hurries'))

const at = 1_700_000_000_000
const hurrying = (campaign: number, hosts: readonly number[], nowMs = at, max = 100) =>
  hosts.filter((host) => mayHurry(campaign, host, { now_ms: nowMs, max })).length
const hosts = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n)

test('no more hosts hurry at once than the setting says, and a host counts once', () => {
  expect(hurrying(1, hosts(1, 150))).toBe(100)
  expect(hurrying(1, hosts(1, 100))).toBe(100)
  expect(mayHurry(1, 500, { now_ms: at, max: 0 })).toBe(false)
  expect(mayHurry(1, 500, { now_ms: at + accelerateSeconds * 1_000 + 1_000, max: 100 })).toBe(true)
})

test('a campaign that comes later has its share within half a minute', () => {
  expect(hurrying(1, hosts(1, 100))).toBe(100)
  expect(hurrying(2, hosts(1_000, 100))).toBe(0)
  const later = at + accelerateSeconds * 1_000
  // The first asks again for all of its hosts, and gets half.
  expect(hurrying(1, hosts(1, 100), later)).toBe(50)
  expect(hurrying(2, hosts(1_000, 100), later)).toBe(50)
})

test('what a small campaign does not use is not kept from the others once it asks no more', () => {
  expect(hurrying(1, hosts(1, 1))).toBe(1)
  expect(hurrying(2, hosts(1_000, 100))).toBe(50)
  const later = at + 2 * accelerateSeconds * 1_000
  expect(hurrying(2, hosts(1_000, 200), later)).toBe(100)
})
