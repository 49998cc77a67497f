import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LiveRows, liveRowsMax } from '@/lib/client/live-rows'
import { poolTexts, ValuePool } from '@/lib/client/value-pool'

const hostOf = (id: number) => ({
  id,
  hostname: `host-${id}`,
  display_name: id % 2 ? `Host ${id}` : '',
})
const answer = (seq: number, rows: Record<string, string>[]) => ({ seq, host: hostOf(seq), rows })

const text = fc.oneof(
  fc.constantFrom('', 'NULL', '\ufeff', '0', 'é', '👯', '__proto__', 'x'.repeat(80)),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
)

test('a pool gives every text its own number, always the same, and the text back', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 700 }), (texts) => {
      const pool = new ValuePool()
      const numbers = texts.map((one) => pool.intern(one))
      const distinct = [...new Set(texts)]
      expect(pool.count).toBe(distinct.length)
      expect(texts.map((one) => pool.intern(one))).toEqual(numbers)
      const all = poolTexts(pool.data())
      pool.close()
      expect(numbers.map((number) => pool.text(number))).toEqual(texts)
      expect(numbers.map((number) => all[number])).toEqual(texts)
    }),
    { numRuns: 150 },
  )
})

test('the rows are those of a plain list of objects, whatever their columns and values', () => {
  const row = fc.dictionary(fc.constantFrom('a', 'b', '', '__proto__', 'host'), text, {
    noNullPrototype: true,
  })
  const answers = fc.array(fc.array(row, { maxLength: 8 }), { maxLength: 40 })
  fc.assert(
    fc.property(answers, (given) => {
      const rows = new LiveRows()
      const plain = given.flatMap((some, at) => some.map((one) => ({ seq: at + 1, one })))
      for (const [at, some] of given.entries()) rows.add(answer(at + 1, some))
      const view = rows.view()
      expect(view.length).toBe(plain.length)
      for (const [at, { seq, one }] of plain.entries()) {
        const read = view.at(at)
        expect([read?.seq, read?.host]).toEqual([seq, hostOf(seq)])
        for (const name of ['a', 'b', '', '__proto__', 'host']) {
          const has = Object.hasOwn(one, name)
          expect(read?.cell(name)).toBe(has ? one[name] : undefined)
        }
      }
    }),
    { numRuns: 150 },
  )
})

test('rows keep an absent column apart from an empty one, and an old view stays as it was', () => {
  const rows = new LiveRows()
  rows.add(answer(1, [{ a: '', b: 'x' }]))
  const before = rows.view()
  rows.add(answer(2, [{ b: 'x', c: 'y' }]))
  expect(before.length).toBe(1)
  expect(before.at(1)).toBeUndefined()
  expect(before.at(0)?.cell('a')).toBe('')
  const after = rows.view()
  expect(after.columns).toEqual(['a', 'b', 'c'])
  expect(after.at(1)?.cell('a')).toBeUndefined()
  expect(after.at(1)?.host.hostname).toBe('host-2')
})

test('beyond the limit the newest rows are kept and the others counted; a view of before stays', () => {
  const rows = new LiveRows()
  const extra = 40_000
  rows.add(
    answer(
      1,
      Array.from({ length: liveRowsMax }, (_, n) => ({ n: String(n) })),
    ),
  )
  const before = rows.view()
  rows.add(
    answer(
      2,
      Array.from({ length: extra }, (_, n) => ({ n: String(liveRowsMax + n) })),
    ),
  )
  const view = rows.view()
  expect([view.length, view.left_out]).toEqual([liveRowsMax, extra])
  expect([view.at(0)?.cell('n'), view.at(0)?.seq]).toEqual([String(extra), 1])
  expect(view.at(liveRowsMax - 1)?.cell('n')).toBe(String(liveRowsMax + extra - 1))
  expect([before.at(0)?.cell('n'), before.at(liveRowsMax - 1)?.cell('n')]).toEqual([
    '0',
    String(liveRowsMax - 1),
  ])
})

test('a row that was read is the same object again, so what draws it need not draw again', () => {
  const rows = new LiveRows()
  rows.add(answer(1, [{ a: '1' }]))
  const read = rows.view().at(0)
  rows.add(answer(2, [{ a: '2' }]))
  expect(rows.view().at(0)).toBe(read)
})

test('errors of answers before the first that is kept are noted once', () => {
  const rows = new LiveRows()
  rows.add({ ...answer(10, []), error: 'no such table' })
  const earlier = { ...answer(3, []), error: 'timed out' }
  for (const one of [earlier, earlier, { ...answer(10, []), error: 'again' }, answer(4, [])])
    rows.addEarlier(one)
  expect(rows.view().outcomes.map(({ seq, error }) => [seq, error])).toEqual([
    [10, 'no such table'],
    [3, 'timed out'],
  ])
})

test('250,000 rows of ten columns take less than 150 MB, though most values differ', () => {
  const gc: unknown = Reflect.get(globalThis, 'gc')
  const rows = new LiveRows()
  const before = process.memoryUsage()
  for (let seq = 1; seq <= 2_500; seq += 1) {
    rows.add(
      answer(
        seq,
        Array.from({ length: 100 }, (_, at) => wide(seq * 100 + at)),
      ),
    )
  }
  if (typeof gc === 'function') gc()
  const after = process.memoryUsage()
  expect(rows.view().length).toBe(250_000)
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(110e6)
})

/** Six columns that differ on every row, four that repeat. */
function wide(n: number): Record<string, string> {
  return {
    pid: String(n),
    path: `/usr/lib/app-${n}/bin/run`,
    sha256: n.toString(16).padStart(64, '0'),
    start_time: String(1_700_000_000 + n),
    resident_size: String(n * 4_096),
    parent: String(n * 7),
    name: `app-${n % 200}`,
    state: n % 3 ? 'S' : 'R',
    uid: String(n % 50),
    on_disk: '1',
  }
}
