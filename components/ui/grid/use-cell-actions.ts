'use client'
// What Enter, a double click, sorting and copying do to a cell of the grid.
import { useState } from 'react'
import { announce } from '@/lib/client/announce'
import { formatCount } from '@/lib/client/format'
import { useCopy } from '@/lib/client/use-copy'
import { tsvLine } from '@/lib/wire/csv'
import type { ActiveCell, CellValue, GridColumn, GridSort } from './grid-types'
import type { CellRange } from './use-grid-keys'
import type { ShownRows } from './use-grid-rows'

/** So many rows of a range are copied at once. */
const copiedMost = 50_000

const textOf = (value: CellValue) => (value === undefined || value === null ? '' : String(value))

/** The cells of a range, a line a row; what a spreadsheet would run is made harmless. */
export function rangeText<Row>(
  columns: readonly GridColumn<Row>[],
  rows: ShownRows<Row>,
  { from, to }: CellRange,
): string {
  const wanted = columns.slice(from.column, to.column + 1)
  const lines: string[] = []
  for (let at = from.row; at <= Math.min(to.row, from.row + copiedMost - 1); at += 1) {
    const row = rows.at(at)
    if (row !== undefined) lines.push(tsvLine(wanted.map((column) => textOf(column.value(row)))))
  }
  return lines.join('\n')
}

/** The next sort when a head is pressed: turned round, begun anew, or with Shift one key more. */
export function nextSort(sort: GridSort | undefined, id: string, isMore: boolean): GridSort {
  if (isMore && sort && sort.id !== id) {
    const turned = sort.second?.id === id && !sort.second.descending
    return { id: sort.id, descending: sort.descending, second: { id, descending: turned } }
  }
  const turned = sort?.id === id && !sort.descending
  const kept = isMore && sort?.second ? { second: sort.second } : {}
  return { id, descending: turned, ...kept }
}

type Given<Row> = {
  columns: readonly GridColumn<Row>[]
  rows: ShownRows<Row>
  sort: GridSort | undefined
  sortable: (column: GridColumn<Row>) => boolean
  onSort: (sort: GridSort) => void
  twoKeys?: boolean | undefined
  onOpen?: ((row: Row) => void) | undefined
}

export type Inspected<Row> = { column: GridColumn<Row>; row: Row; value: CellValue } | undefined

export function useCellActions<Row>(props: Given<Row>) {
  const { columns, rows, sort, sortable, onSort, onOpen, twoKeys } = props
  const [inspected, setInspected] = useState<Inspected<Row>>()
  const { copy } = useCopy()
  const sortBy = (column: GridColumn<Row>, isMore = false) =>
    onSort(nextSort(sort, column.id, isMore && twoKeys === true))
  const open = (cell: ActiveCell, root: HTMLElement | null) => {
    const column = columns[cell.column]
    if (!column) return
    if (cell.row === -1) return sortable(column) ? sortBy(column) : undefined
    const row = rows.at(cell.row)
    if (row === undefined) return
    if (column.agent) return setInspected({ column, row, value: column.value(row) })
    const inner = root?.querySelector<HTMLElement>(
      `[data-cell="${cell.row}:${cell.column}"] :is(a, button, input, [role="switch"])`,
    )
    if (inner) inner.click()
    else onOpen?.(row)
  }
  const copyCells = async (cell: ActiveCell, range: CellRange | undefined) => {
    const row = rows.at(cell.row)
    const value = row === undefined ? undefined : columns[cell.column]?.value(row)
    const done = await copy(range ? rangeText(columns, rows, range) : textOf(value))
    const count = range
      ? (range.to.row - range.from.row + 1) * (range.to.column - range.from.column + 1)
      : 1
    const what = count === 1 ? 'Cell copied' : `${formatCount(count)} cells copied`
    announce(done ? what : 'The browser refused to copy', { urgent: true })
  }
  return { inspected, setInspected, sortBy, open, copyCells }
}
