import { expect, test } from 'vitest'
import { exportPath, exportSize, exportWords } from './export-menu'
import { viewParams, viewPatch } from './result-views'

const of = {
  key: 'query=usb&from=2026-03-14T13%3A00%3A00.000Z',
  lines: { value: 1_000_000, at_least: false },
  columns: ['vendor', 'a,b'],
  sample: [{ vendor: 'SanDisk' }],
}

test('the file is asked for with the same filters, and columns only where it has them', () => {
  expect(exportPath(of, 'ndjson')).toBe(`/api/v1/fleet/results.ndjson?${of.key}`)
  const csv = new URL(exportPath(of, 'csv'), 'http://x')
  expect(csv.searchParams.get('columns')).toBe('["vendor","a,b"]')
  expect(csv.searchParams.get('query')).toBe('usb')
})

test('the button says how many and about how large, and at least where it is not known', () => {
  expect(exportSize(of)).toBe(20_000_000)
  expect(exportWords(of)).toBe('Export 1,000,000 lines, about 20 MB')
  const least = { ...of, lines: { value: 10_000, at_least: true }, sample: [] }
  expect(exportWords(least)).toBe('Export at least 10,000 lines')
  expect(exportWords({ ...of, lines: undefined })).toBe('Export all that match')
})

test('a kept view that goes on to now is of tomorrow’s lines tomorrow', () => {
  const now = Date.UTC(2026, 2, 14, 13)
  const params = new URLSearchParams({
    ...{ view: 'grouped', by: 'name', query: 'usb', row: '1.2.3', team_id: '4' },
    from: new Date(now - 86_400_000).toISOString(),
  })
  const kept = viewParams(params, now)
  expect(kept).toEqual({ view: 'grouped', by: 'name', query: 'usb', range: '1440min' })
  const later = now + 7 * 86_400_000
  const patch = viewPatch(kept, new URLSearchParams('action=added&to=x&row=1.2.3'), later)
  expect(patch).toMatchObject({
    from: new Date(later - 86_400_000).toISOString(),
    ...{ to: undefined, row: undefined, action: undefined, by: 'name' },
  })
})

test('a view of two moments keeps both', () => {
  const range = { from: '2026-03-14T13:00:00.000Z', to: '2026-03-14T14:00:00.000Z' }
  expect(viewParams(new URLSearchParams(range), 0)).toEqual(range)
})
