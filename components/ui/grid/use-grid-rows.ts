'use client'
// Which rows a local source shows and in what order. Without sort and filter it costs nothing, so a
// stream can append for hours; with them the work is deferred behind what the reader is doing.
import { useDeferredValue, useMemo } from 'react'
import { orderBy } from '@/lib/wire/natural-order'
import type { CellValue, GridColumn, GridSort, RowList } from './grid-types'

export type ShownRows<Row> = { length: number; at: (position: number) => Row | undefined }

function valuesOf<Row>(rows: RowList<Row>, column: GridColumn<Row>): CellValue[] {
  const values: CellValue[] = []
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows.at(index)
    values.push(row === undefined ? undefined : column.value(row))
  }
  return values
}

function matches<Row>(row: Row, columns: readonly GridColumn<Row>[], words: string[]): boolean {
  return words.every((word) =>
    columns.some((column) => {
      const value = column.value(row)
      return value !== undefined && value !== null && String(value).toLowerCase().includes(word)
    }),
  )
}

/** The indices of the rows to show, in order; undefined means all of them as they are. */
export function shownOrder<Row>(
  rows: RowList<Row>,
  columns: readonly GridColumn<Row>[],
  sort: GridSort | undefined,
  filter: string,
): number[] | undefined {
  const column = sort && columns.find(({ id }) => id === sort.id)
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (!column && words.length === 0) return undefined
  const order = column
    ? orderBy(valuesOf(rows, column), sort.descending)
    : Array.from({ length: rows.length }, (_, index) => index)
  if (words.length === 0) return order
  return order.filter((index) => {
    const row = rows.at(index)
    return row !== undefined && matches(row, columns, words)
  })
}

export function useGridRows<Row>(
  rows: RowList<Row>,
  columns: readonly GridColumn<Row>[],
  sort: GridSort | undefined,
  filter: string,
): ShownRows<Row> {
  const plain = !sort && filter.trim() === ''
  const laterRows = useDeferredValue(rows)
  const laterFilter = useDeferredValue(filter)
  const order = useMemo(
    () => (plain ? undefined : shownOrder(laterRows, columns, sort, laterFilter)),
    [plain, laterRows, columns, sort, laterFilter],
  )
  return useMemo(() => {
    if (!order) return { length: rows.length, at: (position) => rows.at(position) }
    return {
      length: order.length,
      at: (position) => {
        const index = order[position]
        return index === undefined ? undefined : laterRows.at(index)
      },
    }
  }, [order, rows, laterRows])
}
