'use client'
// How wide columns start, and the template that every row shares.
import { useMemo, useState } from 'react'
import type { GridColumn, RowList } from './grid-types'

const charPx = 7.6

function startWidth<Row>(column: GridColumn<Row>, rows: RowList<Row>): number {
  if (column.width) return column.width
  let longest = column.label.length + 2
  for (let index = 0; index < Math.min(rows.length, 40); index += 1) {
    const row = rows.at(index)
    const value = row === undefined ? undefined : column.value(row)
    longest = Math.max(longest, value === undefined || value === null ? 8 : String(value).length)
  }
  return Math.round(Math.min(360, Math.max(88, longest * charPx + 28)))
}

/** Start widths in px. They are set by the first rows and do not move as more arrive. */
export function useWidths<Row>(columns: readonly GridColumn<Row>[], rows: RowList<Row>): number[] {
  const settled = Math.min(rows.length, 40)
  // Rows beyond the first forty never change a width, so only how many of those are there counts.
  const [seen, setSeen] = useState({ settled, rows })
  if (seen.settled !== settled) setSeen({ settled, rows })
  return useMemo(() => columns.map((column) => startWidth(column, seen.rows)), [columns, seen])
}

export type Tracks = {
  /** For `grid-template-columns`, of all columns. */
  template: string
  minWidth: number
  widths: readonly number[]
  /** Where a pinned column sticks, from the start; undefined: it scrolls. */
  sticks: readonly (number | undefined)[]
}

/** The template every row shares; without a growing column the last one takes what is left. */
export function gridTracks<Row>(
  columns: readonly GridColumn<Row>[],
  starts: readonly number[],
  pinnedMost: number,
): Tracks {
  const grows = columns.some((column) => column.grow)
  let minWidth = 0
  const sticks: (number | undefined)[] = []
  const widths = columns.map((column, index) => {
    const own = starts[index] ?? 120
    const sticky = index === 0 || (column.pinned === true && sticks[index - 1] !== undefined)
    const width = sticky ? Math.min(own, pinnedMost) : own
    sticks.push(sticky ? minWidth : undefined)
    minWidth += width
    return width
  })
  const tracks = columns.map((column, index) => {
    const width = widths[index] ?? 120
    const grow = column.grow || (!grows && index === columns.length - 1)
    return grow ? `minmax(${width}px, 1fr)` : `${width}px`
  })
  return { template: tracks.join(' '), minWidth, widths, sticks }
}
