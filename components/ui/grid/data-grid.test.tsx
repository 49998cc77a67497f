import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { DataGrid } from './data-grid'
import type { GridColumn } from './grid-types'

type Row = { name: string; port: string }

const rows: Row[] = [
  { name: 'b', port: '10' },
  { name: 'a', port: '9' },
]
const columns: GridColumn<Row>[] = [
  { id: 'name', label: 'Name', value: ({ name }) => name },
  { id: 'port', label: 'port', agent: true, value: ({ port }) => port, numeric: true },
]

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function draw() {
  render(
    <DataGrid
      label="Ports"
      columns={columns}
      source={{ mode: 'local', rows }}
      rowKey={({ name }) => name}
      empty="none"
    />,
  )
  return screen.getByRole('grid', { name: 'Ports' })
}

const firstColumn = (grid: HTMLElement) =>
  [...grid.querySelectorAll('tbody tr td:first-child')].map((cell) => cell.textContent)

test('the grid says how large it is and has one tab stop that arrows move', async () => {
  const grid = draw()
  expect(grid.getAttribute('aria-rowcount')).toBe('3')
  expect(grid.querySelectorAll('[tabindex="0"]')).toHaveLength(1)
  grid.querySelector<HTMLElement>('[data-cell="0:0"]')?.focus()
  await userEvent.keyboard('{ArrowDown}{ArrowRight}')
  expect(document.activeElement?.getAttribute('data-cell')).toBe('1:1')
  await userEvent.keyboard('{Control>}{Home}{/Control}')
  expect(document.activeElement?.getAttribute('data-cell')).toBe('0:0')
  expect(grid.querySelectorAll('[tabindex="0"]')).toHaveLength(1)
})

test('a head sorts by value, says so, and turns round when pressed again', async () => {
  const grid = draw()
  const head = within(grid).getByRole('columnheader', { name: 'port' })
  await userEvent.click(head)
  expect(firstColumn(grid)).toEqual(['a', 'b'])
  expect(head.getAttribute('aria-sort')).toBe('ascending')
  await userEvent.click(head)
  expect(firstColumn(grid)).toEqual(['b', 'a'])
  expect(head.getAttribute('aria-sort')).toBe('descending')
})

test('a search that hides everything says how much it hides', async () => {
  draw()
  await userEvent.type(screen.getByRole('searchbox', { name: 'Search rows' }), 'zzz')
  expect(await screen.findByText('The search hides all 2 rows.')).toBeTruthy()
})
