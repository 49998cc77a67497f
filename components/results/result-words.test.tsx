import { expect, test } from 'vitest'
import type { Result } from '@/lib/wire/results'
import { clockGap, columnNames, contentOf } from './result-words'

const line: Result = {
  id: 1,
  received_at: '2026-03-14T13:59:58.000Z',
  unix_time: Date.UTC(2026, 2, 14, 13, 59, 51) / 1000,
  clock_suspect: false,
  host: { id: 1, hostname: 'h', display_name: 'h' },
  pack_id: 1,
  pack: 'Workstation baseline',
  pack_query_id: 1,
  query_id: null,
  campaign_id: null,
  query: 'usb_devices',
  action: 'added',
  epoch: '0',
  counter: '41',
  columns: { vendor: 'SanDisk', model: 'Ultra' },
  truncated: false,
  unsolicited: false,
  claimed_by: null,
  decorations: null,
}

test('the agent clock is told against the server clock', () => {
  expect(clockGap(line)).toBe('7 s earlier')
})

test('a row is one line of names and values, a snapshot says how many rows it has', () => {
  expect(contentOf(line)).toBe('vendor: SanDisk, model: Ultra')
  const { columns: _, ...snapshot } = line
  expect(contentOf({ ...snapshot, rows: [{ a: '1' }, { a: '2' }] })).toBe('2 rows: a: 1')
})

test('columns keep the order in which they first appear', () => {
  expect(columnNames([line, { ...line, columns: { serial: '1', vendor: 'x' } }])).toEqual([
    'vendor',
    'model',
    'serial',
  ])
})
