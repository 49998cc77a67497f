import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LiveRows } from '@/lib/client/live-rows'
import type { LiveCampaign } from '@/lib/client/use-campaign'
import { patient } from '@/lib/testing/patience'
import { rowOperators } from '@/lib/wire/campaign-rows'
import { Campaign } from '@/lib/wire/campaigns'
import { StatusFrame } from '@/lib/wire/frames'
import { cellOfRow, filterFor, rowCsv, rowJson, rowNdjson, sqlCondition } from './row-texts'
import { RowsTab } from './rows-tab'
import { choiceOf, paramsOf } from './use-row-wish'

const shown = vi.hoisted(() => ({ params: new URLSearchParams() }))
vi.mock('next/navigation', () => ({ useSearchParams: () => shown.params }))

beforeEach(() => {
  shown.params = new URLSearchParams()
  window.history.replaceState(null, '', '/campaigns/58')
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const counts = {
  ...{ targeted: 2, waiting: 0, sent: 0, answered: 2, failed: 0, denylisted: 0, too_large: 0 },
  ...{ expired: 0, cancelled: 0, rows: 3 },
}
const at = '2026-11-22T08:00:00.000Z'

function rowsOf() {
  const rows = new LiveRows()
  const hostOf = (id: number) => ({ id, hostname: `host-${id}`, display_name: '' })
  rows.add({
    seq: 1,
    host: hostOf(1),
    rows: [
      { name: 'nc', port: '4444' },
      { name: '=cmd', port: '9' },
    ],
  })
  rows.add({ seq: 2, host: hostOf(2), rows: [{ name: '', port: '80' }] })
  return rows.view()
}

function draw() {
  const status = StatusFrame.parse({
    ...{ status: 'complete', counts, waiting_online: 0, waiting_offline: 0, next_due: null },
    ...{ last_due: null, server_time: at, holding: false, expected_90_at: null, canary: null },
    rows_capped: false,
  })
  const campaign = Campaign.parse({
    ...{
      id: 58,
      query_id: null,
      query: 'SELECT 1',
      sql: 'SELECT 1',
      template: null,
      parameters: [],
    },
    ...{ name: 'listening', status: 'complete', reason: null, guard: {}, holding: false, counts },
    ...{
      rows_capped: false,
      again_of: null,
      run_id: null,
      destinations: [],
      user_id: null,
      user: null,
    },
    ...{ targets: { all: true }, include_offline: true, newcomers: false, late_answers: 'keep' },
    ...{ created_at: at, expires_at: at, ended_at: at },
  })
  const live: LiveCampaign = {
    ...{ status, totals: undefined, connection: { state: 'ended' }, rows: rowsOf(), last_seq: 2 },
  }
  render(<RowsTab campaign={campaign} live={live} status={status} wait={undefined} fill={false} />)
  return screen.getByRole('grid', { name: 'Rows of #58' })
}

const ports = (grid: HTMLElement) =>
  [...grid.querySelectorAll('tbody tr')].map((row) => row.querySelectorAll('td')[3]?.textContent)

test('a head sorts by value and the address says so; with Shift another head is a second key', async () => {
  const user = userEvent.setup()
  const grid = draw()
  expect(ports(grid)).toEqual(['4444', '9', '80'])
  await user.click(within(grid).getByRole('columnheader', { name: /port/ }))
  expect(ports(grid)).toEqual(['9', '80', '4444'])
  await vi.waitFor(() => expect(window.location.search).toBe('?row_sort=port'), patient)
  await user.keyboard('{Shift>}')
  await user.click(within(grid).getByRole('columnheader', { name: /Host/ }))
  await user.keyboard('{/Shift}')
  const sorts = () => new URLSearchParams(window.location.search).getAll('row_sort')
  await vi.waitFor(() => expect(sorts()).toEqual(['port', 'host:name']), patient)
})

test('a link with filters shows what they let by, and what each alone lets by', () => {
  shown.params = new URLSearchParams('row:port=greater:50&row:name=is_not:nc')
  const grid = draw()
  expect(ports(grid)).toEqual(['80'])
  const filters = screen.getByRole('list', { name: 'Filters' })
  expect(
    within(filters)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual(['port:>502', 'name:\u2260nc2', 'Clear'])
})

test('selecting counts, and Esc lets go', async () => {
  draw()
  const [first] = screen.getAllByRole('checkbox', { name: 'Select a row of host-1' })
  if (first) await userEvent.click(first)
  expect(screen.getByRole('region', { name: 'Selected: 1 row' })).toBeTruthy()
  await userEvent.click(screen.getByRole('checkbox', { name: 'Select every row shown' }))
  expect(screen.getByRole('region', { name: 'Selected: 3 rows' })).toBeTruthy()
  await userEvent.keyboard('{Escape}')
  expect(screen.queryByRole('region', { name: /Selected/ })).toBeNull()
})

test('the file offered is of the rows shown, with its provenance, and says what it weighs', async () => {
  draw()
  await userEvent.click(screen.getByRole('button', { name: 'Export' }))
  expect(await screen.findByRole('radio', { name: 'Shown, 3' })).toBeTruthy()
  expect(screen.getByRole('checkbox', { name: /provenance/ }).getAttribute('aria-checked')).toBe(
    'true',
  )
  expect(screen.getByRole('button', { name: /^Export 3 rows, about \d+ B$/ })).toBeTruthy()
})

test('a choice of sort, filters and search goes into an address and comes back as it was', () => {
  const word = fc.string({ maxLength: 8 })
  const column = word.filter((name) => !name.startsWith('-'))
  const choice = fc.record({
    search: word,
    sort: fc.array(fc.record({ column, descending: fc.boolean() }), { maxLength: 2 }),
    filters: fc.array(
      fc.record({ column: word, op: fc.constantFrom(...rowOperators), value: word }),
      {
        maxLength: 4,
      },
    ),
  })
  fc.assert(
    fc.property(choice, (given) => {
      expect(choiceOf(new URLSearchParams(paramsOf(given).toString()))).toEqual(given)
    }),
  )
})

test('a row in the words of others is exact, or harmless where it would be run', () => {
  const row = rowsOf().at(1)
  if (!row) throw new Error('no row')
  expect(JSON.parse(rowJson(row, ['name', 'port', 'gone']))).toMatchObject({
    row: { name: '=cmd', port: '9' },
  })
  expect(rowCsv(row, ['name', 'gone'])).toBe("1,host-1,,'=cmd,\r\n")
  expect(JSON.parse(rowNdjson(row, ['name']))).toMatchObject({ seq: 1, rows: [{ name: '=cmd' }] })
  const hostile = { ...row, cell: (name: string) => (name === 'a"b' ? "it's" : undefined) }
  expect(sqlCondition(hostile, ['a"b', 'gone'])).toBe(`"a""b" = 'it''s'`)
  expect(filterFor('gone', cellOfRow(row, 'gone'), false)).toEqual({
    ...{ column: 'gone', op: 'present', value: '' },
  })
})
