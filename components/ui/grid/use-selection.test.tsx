import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { DataGrid } from './data-grid'
import type { GridColumn } from './grid-types'
import { SelectionBar } from './selection-bar'
import { SelectionProvider, useSelectColumn, useSelection } from './use-selection'

type Item = { id: number; name: string }
const items: Item[] = [1, 2, 3, 4, 5].map((id) => ({ id, name: `row ${id}` }))
const nameColumn: GridColumn<Item> = { id: 'name', label: 'Name', value: ({ name }) => name }

function List({ listKey = 'a', total = 5 }) {
  const select = useSelectColumn<Item>()
  const selection = useSelection(items, total, listKey)
  return (
    <SelectionProvider selection={selection} items={items} noun="row">
      <SelectionBar selection={selection} total={total} loaded={items.length} noun="row">
        <output>{selection.rows.map(({ id }) => id).join(' ')}</output>
      </SelectionBar>
      <DataGrid
        label="Rows"
        columns={[select, nameColumn]}
        rowKey={({ id }) => id}
        onRowKey={selection.onRowKey}
        source={{ mode: 'local', rows: items }}
        empty="none"
      />
    </SelectionProvider>
  )
}

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})
const chosen = () => screen.getByRole('status').textContent
const box = (name: string) => screen.getByRole('checkbox', { name })

test('a box selects its row, with Shift all rows between', () => {
  render(<List />)
  fireEvent.click(box('Select row 2'))
  expect(chosen()).toBe('2')
  fireEvent.click(box('Select row 4'), { shiftKey: true })
  expect(chosen()).toBe('2 3 4')
})

test('x selects the active row, Shift x extends, Esc clears', () => {
  render(<List />)
  const grid = screen.getByRole('grid', { name: 'Rows' })
  fireEvent.keyDown(grid, { key: 'x' })
  fireEvent.keyDown(grid, { key: 'j' })
  fireEvent.keyDown(grid, { key: 'j' })
  fireEvent.keyDown(grid, { key: 'X', shiftKey: true })
  expect(chosen()).toBe('1 2 3')
  fireEvent.keyDown(document, { key: 'Escape' })
  expect(chosen()).toBe('')
})

test('the head takes what is loaded and then offers all that match', () => {
  render(<List total={3104} />)
  fireEvent.click(box('Select every row that is loaded'))
  expect(chosen()).toBe('1 2 3 4 5')
  fireEvent.click(screen.getByRole('button', { name: 'All 3,104 that match' }))
  expect(screen.getByText('All 3,104 that match')).toBeTruthy()
  fireEvent.click(box('Select row 5'))
  expect(chosen()).toBe('1 2 3 4')
})

test('another list begins with nothing selected', () => {
  const { rerender } = render(<List />)
  fireEvent.click(box('Select row 1'))
  rerender(<List listKey="b" />)
  expect(chosen()).toBe('')
})
