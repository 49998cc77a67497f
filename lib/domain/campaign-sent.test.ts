import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bitsOf, clearBit, hasBit, noBits, setBit } from '@/lib/domain/campaign-bits'
import {
  dropSent,
  findSent,
  hasSent,
  noSent,
  putSent,
  type Sent,
  sentOfPacked,
} from '@/lib/domain/campaign-sent'

const at = Date.UTC(2026, 0, 1)

test('the compact store of sent hosts says what a map would, whatever is put in and taken out', () => {
  const step = fc.record({
    put: fc.boolean(),
    id: fc.integer({ min: 1, max: 60 }),
    seconds: fc.nat(1_000_000),
    sends: fc.constantFrom(1, 2),
    reads: fc.nat(3),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), fc.nat(60), (steps, most) => {
      const sent = noSent(most)
      const map = new Map<number, Sent>()
      for (const { put, id, seconds, sends, reads } of steps) {
        const value = { sends, reads, sent_at_ms: at + seconds * 1_000 }
        if (put) {
          putSent(sent, id, value)
          map.set(id, value)
        } else {
          dropSent(sent, id)
          map.delete(id)
        }
        expect(sent.size).toBe(map.size)
      }
      for (let id = 1; id <= 60; id += 1) {
        expect(findSent(sent, id)).toEqual(map.get(id))
        expect(hasSent(sent, id)).toBe(map.has(id))
      }
    }),
  )
})

test('a hundred thousand hosts that all have the query take at most sixteen bytes each', () => {
  const hosts = 100_000
  const sent = noSent(hosts)
  const waiting = noBits()
  for (let id = 1; id <= hosts; id += 1) {
    setBit(waiting, id)
    putSent(sent, id, { sends: 1, sent_at_ms: at, reads: 0 })
    const bytes = sent.ids.byteLength + sent.marks.byteLength
    // While it is small, what it begins with counts.
    if (id > 1_000) expect(bytes / id).toBeLessThanOrEqual(15)
  }
  const pages = waiting.pages.reduce((sum, page) => sum + (page?.byteLength ?? 0), 0)
  expect((sent.ids.byteLength + sent.marks.byteLength + pages) / hosts).toBeLessThan(10.5)
})

test('a second is never made older than it is, so no host is thought lost too early', () => {
  const sent = noSent(1)
  putSent(sent, 7, { sends: 2, sent_at_ms: at + 1, reads: 9 })
  expect(findSent(sent, 7)).toEqual({ sends: 2, sent_at_ms: at + 1_000, reads: 3 })
})

test('hosts packed by the database are read back', () => {
  const packed = Buffer.alloc(24)
  for (const [index, value] of [5, 4_000, 1, 70_000, 61_000, 2].entries()) {
    packed.writeInt32BE(value, index * 4)
  }
  const sent = sentOfPacked(packed, 2, at)
  expect(findSent(sent, 5)).toEqual({ sends: 1, sent_at_ms: at - 4_000, reads: 0 })
  expect(findSent(sent, 70_000)).toEqual({ sends: 2, sent_at_ms: at - 61_000, reads: 0 })
  expect(findSent(sent, 6)).toBeUndefined()
})

test('bits are those that were set, at both ends of a page and far apart', () => {
  const ids = [1, 31, 32, 1_023, 1_024, 2_000_000]
  const packed = Buffer.alloc(ids.length * 4)
  for (const [index, id] of ids.entries()) packed.writeUInt32BE(id, index * 4)
  const bits = bitsOf(packed)
  for (const id of ids) expect(hasBit(bits, id)).toBe(true)
  for (const id of [2, 30, 33, 1_022, 1_025, 1_999_999, 9_000_000]) {
    expect(hasBit(bits, id)).toBe(false)
  }
  clearBit(bits, 1_023)
  clearBit(bits, 5_000_000)
  expect([hasBit(bits, 1_023), hasBit(bits, 1_024)]).toEqual([false, true])
})
