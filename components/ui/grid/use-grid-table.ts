'use client'
// Measures of a grid, the rows and columns in view, the active cell, and what keys and pointer do to it.
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react'
import { useMedia } from '@/lib/client/use-media'
import { useWidths } from './grid-columns'
import type { GridTableProps } from './grid-table'
import type { ActiveCell } from './grid-types'
import { usePlacedColumns } from './placed-columns'
import { useCellActions } from './use-cell-actions'
import { useFollow } from './use-follow'
import { useGridKeys } from './use-grid-keys'

const sizes = {
  comfortable: { row: 40, head: 36, cell: '12px' },
  compact: { row: 28, head: 30, cell: '8px' },
  touch: { row: 44, head: 44, cell: '12px' },
}

export type Placed = { index: number; start: number }

/** What a server draws, that cannot measure: a screen of rows, so that none is empty at first. */
const unmeasured = { width: 0, height: 800 }
/** From so many rows on only those in view are drawn; in the document itself from fewer, as each weighs. */
const drawnMost = { document: 50, page: 200 }

const never = () => () => {}
/** False while a server draws and until its document is taken over. */
const useIsPage = () =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )

function usePlacedRows(
  scroller: { current: HTMLDivElement | null },
  count: number,
  size: { row: number; head: number },
  activeRow: number,
) {
  const virtual = count > drawnMost[useIsPage() ? 'page' : 'document']
  const virtualizer = useVirtualizer({
    count,
    enabled: virtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => size.row,
    overscan: 12,
    initialRect: unmeasured,
    scrollMargin: size.head,
    scrollPaddingStart: size.head,
    // The active row stays in the document when it is scrolled away, or focus would be lost.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range)
      if (activeRow < 0 || activeRow >= count || visible.includes(activeRow)) return visible
      return [...visible, activeRow].sort((a, b) => a - b)
    },
  })
  const placed: Placed[] = virtual
    ? virtualizer.getVirtualItems().map(({ index, start }) => ({ index, start: start - size.head }))
    : Array.from({ length: count }, (_, index) => ({ index, start: index * size.row }))
  const reveal = (row: number) => {
    if (virtual && row >= 0) virtualizer.scrollToIndex(row)
  }
  return { placed, reveal }
}

/** The cell under the pointer, if it is one. */
export function cellOf(event: MouseEvent): ActiveCell | undefined {
  const target = event.target instanceof Element ? event.target.closest('[data-cell]') : null
  const [row, column] = (target?.getAttribute('data-cell') ?? '').split(':').map(Number)
  return row === undefined || column === undefined || Number.isNaN(row)
    ? undefined
    : { row, column }
}

export function useGridTable<Row>(props: GridTableProps<Row>) {
  const { columns, rows, sort, density, follow } = props
  const touch = useMedia('(pointer: coarse)')
  const narrow = useMedia('(max-width: 639px)')
  const size = sizes[touch ? 'touch' : density]
  const scroller = useRef<HTMLDivElement>(null)
  const cells = useCellActions(props)
  const keys = useGridKeys(
    { rows: rows.length, columns: columns.length, pageRows: 12 },
    { open: (cell) => cells.open(cell, scroller.current), copy: cells.copyCells },
  )
  const { active, wanted } = keys
  const widths = useWidths(columns, rows)
  const across = usePlacedColumns({
    ...{ columns, widths, scroller },
    firstMax: narrow ? 120 : 480,
    activeColumn: active.column,
  })
  const { placed, reveal } = usePlacedRows(scroller, rows.length, size, active.row)
  useFocusedCell(scroller, active, wanted, reveal)
  useFollow(scroller, rows.length, sort ? undefined : follow)
  const choose = (cell: ActiveCell, isMore: boolean) => {
    if (cell.row >= 0 && follow?.on) follow.onHold()
    keys.setActive(cell, isMore)
  }
  const click = (event: MouseEvent) => {
    const cell = cellOf(event)
    if (cell && cell.row >= 0) choose(cell, event.shiftKey)
  }
  const doubleClick = (event: MouseEvent) => {
    const cell = cellOf(event)
    if (cell && cell.row >= 0) cells.open(cell, scroller.current)
  }
  const press = (event: KeyboardEvent) => {
    keys.onKeyDown(event)
    const row = event.defaultPrevented ? undefined : rows.at(active.row)
    if (row !== undefined && active.row >= 0) props.onRowKey?.(event, row, active.row)
  }
  return { size, across, cells, keys, scroller, placed, click, doubleClick, press }
}

/** Brings the active cell into view and gives it focus, once it is drawn. */
function useFocusedCell(
  scroller: { current: HTMLDivElement | null },
  { row, column }: ActiveCell,
  wanted: boolean,
  reveal: (row: number) => void,
): void {
  const latest = useRef(reveal)
  useEffect(() => {
    latest.current = reveal
  })
  const find = useMemo(
    () => () => scroller.current?.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`),
    [scroller, row, column],
  )
  useEffect(() => {
    if (!wanted) return
    latest.current(row)
    find()?.focus({ preventScroll: row >= 0 && scroller.current === null })
  }, [scroller, row, wanted, find])
}
