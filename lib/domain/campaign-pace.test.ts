import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Pace, paceAfter, paceLeft, paceOpensIn } from '@/lib/domain/campaign-pace'

const begin: Pace = { counts: [], second: null }

test('no sixty seconds ever hold more than the limit, however hosts come', () => {
  const arrivals = fc.array(fc.record({ after: fc.nat(90), hosts: fc.nat(12) }), { maxLength: 60 })
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 20 }), (steps, limit) => {
      let pace = begin
      let now = 1_000_000
      const handed: { at: number; hosts: number }[] = []
      for (const { after, hosts } of steps) {
        now += after
        const given = Math.min(hosts, paceLeft(pace, now, limit))
        pace = paceAfter(pace, now, given)
        handed.push({ at: now, hosts: given })
        // Seconds are whole: within a minute are those less than 61 apart.
        const within = handed.filter(({ at }) => now - at < 61)
        expect(within.reduce((sum, each) => sum + each.hosts, 0)).toBeLessThanOrEqual(limit)
      }
    }),
  )
})

test('a full window says when it opens, and then lets through what left it', () => {
  let pace = paceAfter(begin, 100, 3)
  pace = paceAfter(pace, 110, 2)
  expect(paceLeft(pace, 120, 5)).toBe(0)
  const opens = paceOpensIn(pace, 120, 5)
  expect(opens).toBe(42)
  expect(paceLeft(pace, 120 + opens - 1, 5)).toBe(0)
  expect(paceLeft(pace, 120 + opens, 5)).toBe(3)
  expect(paceOpensIn(pace, 500, 5)).toBe(0)
})

test('a steady stream gets nearly all of the limit', () => {
  let pace = begin
  let total = 0
  for (let now = 0; now < 600; now += 1) {
    const given = Math.min(5, paceLeft(pace, now, 60))
    pace = paceAfter(pace, now, given)
    total += given
  }
  expect(total).toBeGreaterThanOrEqual(60 * 9)
})

test('a clock that is set back frees nothing', () => {
  const pace = paceAfter(begin, 1_000, 5)
  expect(paceLeft(pace, 700, 5)).toBe(0)
  expect(paceAfter(pace, 700, 1).second).toBe(1_000)
})
