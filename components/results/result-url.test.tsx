import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type RowFilter, rowOperators } from '@/lib/wire/campaign-rows'
import { gatherFilters, ResultFilters, resultOperators } from '@/lib/wire/result-filters'
import {
  columnFilters,
  columnList,
  columnPatch,
  filterQuery,
  lacksRange,
  rowPlace,
  rowText,
} from './result-url'

/** The address after a patch, as the browser would have it. */
function patched(params: URLSearchParams, patch: Record<string, string | undefined>) {
  const next = new URLSearchParams(params)
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || value === '') next.delete(key)
    else next.set(key, value)
  }
  return new URLSearchParams(next.toString())
}

const valueless: readonly RowFilter['op'][] = ['empty', 'absent', 'present']

const filters = fc.uniqueArray(
  fc
    .record({
      column: fc.string({ maxLength: 12 }),
      op: fc.constantFrom(...resultOperators),
      value: fc.string({ maxLength: 12 }),
    })
    .map((one) => (valueless.includes(one.op) ? { ...one, value: '' } : one)),
  { maxLength: 6, selector: (one) => JSON.stringify(one) },
)

const sorted = (list: readonly RowFilter[]) => list.map((one) => JSON.stringify(one)).sort()

test('filters by column come back from the address as they were set, whatever their names', () => {
  fc.assert(
    fc.property(filters, (wanted) => {
      const before = new URLSearchParams('query=usb&column.old=1&filter=[]')
      const after = patched(before, columnPatch(before, wanted))
      expect(sorted(columnFilters(after))).toEqual(sorted(wanted))
      expect(after.get('query')).toBe('usb')
    }),
  )
})

test('the API reads the same filters from that address', () => {
  fc.assert(
    fc.property(filters, (wanted) => {
      const after = patched(new URLSearchParams(), columnPatch(new URLSearchParams(), wanted))
      const read = ResultFilters.parse(gatherFilters(Object.fromEntries(filterQuery(after))))
      expect(sorted(read.filter)).toEqual(sorted(wanted))
    }),
  )
})

test('one filter of a column stands in the address in its own words', () => {
  const patch = columnPatch(new URLSearchParams(), [
    { column: 'vendor', op: 'is', value: 'SanDisk' },
    { column: 'vendor', op: 'contains', value: 'disk' },
    { column: 'serial', op: 'absent', value: '' },
  ])
  expect(patch).toEqual({
    'column.vendor': 'SanDisk',
    'column.vendor~': 'disk',
    filter: '[{"column":"serial","op":"absent","value":""}]',
  })
  expect(rowOperators).toEqual(expect.arrayContaining([...resultOperators]))
})

test('a range is missing only where nothing narrows the lines', () => {
  expect(lacksRange(new URLSearchParams('q=usb&action=added'))).toBe(true)
  expect(lacksRange(new URLSearchParams('host_id=3'))).toBe(false)
  expect(lacksRange(new URLSearchParams('to=2026-03-14T13:00:00.000Z'))).toBe(false)
})

test('the place of a line is read back, and nothing else is taken for one', () => {
  const place = { id: 41, at: 1_773_493_198_000, host: 7 }
  expect(rowPlace(rowText(place))).toEqual(place)
  for (const text of [null, '', '41', '41.x.7', '1.2.3.4']) expect(rowPlace(text)).toBeUndefined()
})

test('columns of a link are a list, plain or as JSON', () => {
  expect(columnList('name,port')).toEqual(['name', 'port'])
  expect(columnList('["a,b",""]')).toEqual(['a,b', ''])
  expect(columnList('[broken')).toEqual([])
  expect(columnList(null)).toEqual([])
})
