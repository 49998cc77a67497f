'use client'
// Which columns show and how wide they start. The choice is kept on this device, per view.
import { useEffect, useMemo, useState } from 'react'
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

/** The template every row shares; without a growing column the last one takes what is left. */
export function gridTemplate<Row>(
  columns: readonly GridColumn<Row>[],
  widths: readonly number[],
  firstMax: number,
): { template: string; minWidth: number } {
  const grows = columns.some((column) => column.grow)
  let minWidth = 0
  const tracks = columns.map((column, index) => {
    const own = widths[index] ?? 120
    const width = index === 0 ? Math.min(own, firstMax) : own
    minWidth += width
    const grow = column.grow || (!grows && index === columns.length - 1)
    return grow ? `minmax(${width}px, 1fr)` : `${width}px`
  })
  return { template: tracks.join(' '), minWidth }
}

type Picked<Row> = {
  shown: readonly GridColumn<Row>[]
  isShown: (id: string) => boolean
  toggle: (id: string, shown: boolean) => void
}

/** The columns shown: the defaults, changed by what this reader picked in this view. */
export function usePickedColumns<Row>(
  columns: readonly GridColumn<Row>[],
  viewKey: string | undefined,
): Picked<Row> {
  const key = viewKey && `muster.columns.${viewKey}`
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map())
  useEffect(() => {
    if (key) setChanged(readChoice(key))
  }, [key])
  const shown = useMemo(
    () => columns.filter((column) => changed.get(column.id) ?? !column.hidden),
    [columns, changed],
  )
  const toggle = (id: string, on: boolean) => {
    const next = new Map(changed).set(id, on)
    setChanged(next)
    if (key) keepChoice(key, next)
  }
  return { shown, isShown: (id) => shown.some((column) => column.id === id), toggle }
}

function readChoice(key: string): ReadonlyMap<string, boolean> {
  const params = new URLSearchParams(window.localStorage.getItem(key) ?? '')
  return new Map([...params].map(([id, on]) => [id, on === '1']))
}

function keepChoice(key: string, choice: ReadonlyMap<string, boolean>): void {
  const params = new URLSearchParams([...choice].map(([id, on]) => [id, on ? '1' : '0']))
  window.localStorage.setItem(key, params.toString())
}
