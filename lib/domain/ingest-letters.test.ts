import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gistOf } from '@/lib/domain/ingest-letters'
import { atOnce, inTurns } from '@/lib/domain/turns'

test('the gist of any value is that of its JSON text, however it was taken apart', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 7 }), (value) => {
      const text = JSON.stringify(value)
      const gist = atOnce(gistOf(value))
      expect(gist).toMatchObject({ sample: text, size_bytes: Buffer.byteLength(text) })
      expect(gist.digest).toMatch(/^[0-9a-f]{64}$/)
    }),
  )
})

test('work in steps lets others take their turn, and comes to the same end', async () => {
  const value = Array.from({ length: 200_000 }, (_, n) => ({ n, text: 'x'.repeat(20) }))
  let turns = 0
  const others = setInterval(() => {
    turns += 1
  }, 1)
  const slowly = await inTurns(gistOf(value))
  clearInterval(others)
  expect(turns).toBeGreaterThan(1)
  expect(slowly).toEqual(atOnce(gistOf(value)))
})
