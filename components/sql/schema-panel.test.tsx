import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SqlTables } from '@/lib/wire/sql'
import { SchemaPanel } from './schema-panel'

const column = (name: string, required = false) => ({
  name,
  type: 'text',
  required,
  description: `The ${name}`,
})
const catalogue: SqlTables = {
  version: '5.23.1',
  tables: [
    {
      name: 'hash',
      platforms: ['darwin', 'linux', 'windows'],
      evented: false,
      description: 'Sums of files',
      examples: ["select * from hash where path = '/etc/passwd'"],
      columns: [column('sha256'), column('path', true)],
    },
    {
      name: 'registry',
      platforms: ['windows'],
      evented: true,
      description: 'The Windows registry',
      examples: [],
      columns: [column('key'), { ...column('mtime'), platforms: ['windows'] }],
    },
  ],
}

beforeEach(() => {
  vi.stubGlobal('fetch', async () => Response.json(catalogue))
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('tables of the query are open and on top; a click on a column inserts its name', async () => {
  const insert = vi.fn()
  render(<SchemaPanel used={['registry']} platforms={['darwin', 'windows']} onInsert={insert} />)
  const panel = screen.getByRole('region', { name: 'Schema' })
  const columns = await within(panel).findByRole('list', { name: 'Columns of registry' })
  const names = within(panel)
    .getAllByRole('button', { expanded: true })
    .map((button) => button.textContent)
  expect(names).toEqual(['registrynot on macOS'])
  await userEvent.click(within(columns).getByRole('button', { name: /^key/ }))
  expect(insert).toHaveBeenCalledWith('key')
  expect(within(columns).getByRole('button', { name: /mtime/ }).textContent).toContain(
    'Windows only',
  )
})

test('required columns come first and say so; the example can be inserted', async () => {
  const insert = vi.fn()
  render(<SchemaPanel used={['hash']} platforms={[]} onInsert={insert} />)
  const columns = await screen.findByRole('list', { name: 'Columns of hash' })
  expect(within(columns).getAllByRole('button')[0]?.textContent).toBe('path textrequired')
  await userEvent.click(screen.getByRole('button', { name: 'Insert this example' }))
  expect(insert).toHaveBeenCalledWith(catalogue.tables[0]?.examples[0])
})

test('the search takes names, columns and descriptions, and says when nothing matches', async () => {
  render(<SchemaPanel used={[]} platforms={[]} />)
  const tables = await screen.findByRole('list', { name: 'Tables' })
  const shown = () =>
    within(tables)
      .queryAllByRole('button')
      .map((button) => button.textContent)
  const search = screen.getByRole('searchbox', { name: 'Search tables and columns' })
  await userEvent.type(search, 'sha256')
  expect(shown()).toEqual(['hash'])
  await userEvent.clear(search)
  await userEvent.type(search, 'windows regis')
  expect(shown()).toEqual(['registry'])
  await userEvent.type(search, 'zzz')
  expect(screen.getByText(/No table matches/)).toBeDefined()
})
