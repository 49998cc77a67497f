import { expect, test } from 'vitest'
import { type ReportFile, reportFilePath, reportFileSize, reportFileWords } from './report-export'

const row = (host_id: number) => ({
  ...{
    host_id,
    host_name: 'web',
    last_fetched: '2026-03-14T13:00:00.000Z',
    columns: { port: '80' },
  },
})
const of: ReportFile = {
  ...{
    path: '/packs/3/queries/9',
    at: undefined,
    rows: [row(1), row(2)],
    columns: ['port', 'a,b'],
  },
  ...{ hosts: 3_000, hostsRead: 100 },
}
const at = '2026-03-14T13:00:00+01:00'

test('the file is asked for as of the chosen time, with the columns in view where it has columns', () => {
  const csv = new URL(reportFilePath({ ...of, at }, 'csv'), 'http://x')
  expect(csv.pathname).toBe('/api/v1/fleet/packs/3/queries/9/report.csv')
  expect(csv.searchParams.get('at')).toBe(at)
  expect(csv.searchParams.get('columns')).toBe('["port","a,b"]')
  expect(reportFilePath(of, 'ndjson')).toBe('/api/v1/fleet/packs/3/queries/9/report.ndjson')
})

test('columns that would make the address too long are left to the server', () => {
  const columns = Array.from({ length: 500 }, (_, n) => `a column by the number of ${n}`)
  expect(reportFilePath({ ...of, columns }, 'csv')).not.toContain('?')
})

test('the button tells of all hosts, not of the loaded ones, and of a past time how many at most', () => {
  expect(reportFileWords(of)).toBe('Export 3,000 hosts')
  expect(reportFileSize(of)).toBe('About 5.8 kB.')
  expect(reportFileSize({ ...of, rows: [] })).toBe('')
  expect(reportFileWords({ ...of, at, rows: [] })).toBe('Export up to 3,000 hosts')
})
