'use client'
// The scrolling part of the grid: head, visible rows, the active cell and its inspector.
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react'
import { announce } from '@/lib/client/announce'
import { useCopy } from '@/lib/client/use-copy'
import { useMedia } from '@/lib/client/use-media'
import { cn } from '../cn'
import { CellInspector } from './cell-inspector'
import { gridTemplate, useWidths } from './grid-columns'
import { GridHead } from './grid-head'
import { GridRow } from './grid-row'
import type { ActiveCell, CellValue, GridColumn, GridSort } from './grid-types'
import { type Follow, useFollow } from './use-follow'
import { useGridKeys } from './use-grid-keys'
import type { ShownRows } from './use-grid-rows'

type GridTableProps<Row> = {
  label: string
  columns: readonly GridColumn<Row>[]
  rows: ShownRows<Row>
  rowKey: (row: Row, position: number) => string | number
  total: number | null
  busy: boolean
  sort: GridSort | undefined
  onSort: (sort: GridSort) => void
  sortable: (column: GridColumn<Row>) => boolean
  onOpen?: (row: Row) => void
  density: 'comfortable' | 'compact'
  /** Keys on a row that are not the grid's own. */
  onRowKey?: ((event: KeyboardEvent, row: Row, position: number) => void) | undefined
  /** Stays at the end as rows arrive, until the reader takes over. */
  follow?: Follow | undefined
  className?: string
}

const sizes = {
  comfortable: { row: 40, head: 36, cell: '12px' },
  compact: { row: 28, head: 30, cell: '8px' },
  touch: { row: 44, head: 44, cell: '12px' },
}

// A table that takes arrow keys is a grid; cells and rows keep their meaning from the elements.
const gridRole = { role: 'grid' }

type Placed = { index: number; start: number }

function usePlacedRows(count: number, size: { row: number; head: number }, activeRow: number) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = count > 200
  const virtualizer = useVirtualizer({
    count,
    enabled: virtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => size.row,
    overscan: 12,
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
  return { scroller, placed, reveal }
}

type Inspected = { column: string; value: CellValue } | undefined

/** What Enter, a double click and copy do to a cell. */
function useCellActions<Row>(props: GridTableProps<Row>) {
  const { columns, rows, sort, sortable, onSort, onOpen } = props
  const [inspected, setInspected] = useState<Inspected>()
  const { copy } = useCopy()
  const sortBy = (column: GridColumn<Row>) =>
    onSort({ id: column.id, descending: sort?.id === column.id && !sort.descending })
  const open = (cell: ActiveCell, root: HTMLElement | null) => {
    const column = columns[cell.column]
    if (!column) return
    if (cell.row === -1) return sortable(column) ? sortBy(column) : undefined
    const row = rows.at(cell.row)
    if (row === undefined) return
    if (column.agent) return setInspected({ column: column.label, value: column.value(row) })
    const inner = root?.querySelector<HTMLElement>(
      `[data-cell="${cell.row}:${cell.column}"] :is(a, button, input, [role="switch"])`,
    )
    if (inner) inner.click()
    else onOpen?.(row)
  }
  const copyCell = async (cell: ActiveCell) => {
    const row = rows.at(cell.row)
    const value = row === undefined ? undefined : columns[cell.column]?.value(row)
    const done = await copy(value === undefined || value === null ? '' : String(value))
    announce(done ? 'Cell copied' : 'The browser refused to copy', { urgent: true })
  }
  return { inspected, setInspected, sortBy, open, copyCell }
}

function cellOf(event: MouseEvent): ActiveCell | undefined {
  const target = event.target instanceof Element ? event.target.closest('[data-cell]') : null
  const [row, column] = (target?.getAttribute('data-cell') ?? '').split(':').map(Number)
  return row === undefined || column === undefined || Number.isNaN(row)
    ? undefined
    : { row, column }
}

/** Measures, rows in view, the active cell and what keys and pointer do to it. */
function useGridTable<Row>(props: GridTableProps<Row>) {
  const { columns, rows, sort, density, follow } = props
  const touch = useMedia('(pointer: coarse)')
  const narrow = useMedia('(max-width: 639px)')
  const size = sizes[touch ? 'touch' : density]
  const { template, minWidth } = gridTemplate(columns, useWidths(columns, rows), narrow ? 120 : 480)
  const cells = useCellActions(props)
  const keys = useGridKeys(
    { rows: rows.length, columns: columns.length, pageRows: 12 },
    { open: (cell) => cells.open(cell, scroller.current), copy: cells.copyCell },
  )
  const { active, wanted } = keys
  const { scroller, placed, reveal } = usePlacedRows(rows.length, size, active.row)
  useFocusedCell(scroller, active, wanted, reveal)
  useFollow(scroller, rows.length, sort ? undefined : follow)
  const choose = (cell: ActiveCell) => {
    if (cell.row >= 0 && follow?.on) follow.onHold()
    keys.setActive(cell)
  }
  const click = (event: MouseEvent) => {
    const cell = cellOf(event)
    if (cell && cell.row >= 0) choose(cell)
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
  return { size, template, minWidth, cells, keys, scroller, placed, click, doubleClick, press }
}

type GridBodyProps<Row> = Pick<GridTableProps<Row>, 'columns' | 'rows' | 'rowKey'> & {
  placed: readonly Placed[]
  size: { row: number }
  template: string
  active: ActiveCell
}

function GridBody<Row>(props: GridBodyProps<Row>) {
  const { columns, rows, rowKey, placed, size, template, active } = props
  return (
    <tbody className="relative block" style={{ height: rows.length * size.row }}>
      {placed.map(({ index, start }) => {
        const row = rows.at(index)
        if (row === undefined) return null
        return (
          <GridRow
            key={rowKey(row, index)}
            row={row}
            position={index}
            top={start}
            height={size.row}
            template={template}
            columns={columns}
            activeColumn={active.row === index ? active.column : -1}
          />
        )
      })}
    </tbody>
  )
}

export function GridTable<Row>(props: GridTableProps<Row>) {
  const { label, columns, total, busy, sort, sortable, className } = props
  const table = useGridTable(props)
  const { size, template, minWidth, cells, keys, scroller, placed } = table
  return (
    <div ref={scroller} className={cn('min-h-0 flex-1 overflow-auto', className)}>
      <table
        {...gridRole}
        aria-label={label}
        aria-rowcount={total === null ? -1 : total + 1}
        aria-colcount={columns.length}
        aria-busy={busy}
        onKeyDown={table.press}
        onClick={table.click}
        onDoubleClick={table.doubleClick}
        className="block text-start"
        style={{ minWidth, ['--grid-cell' as string]: size.cell }}
      >
        <GridHead
          columns={columns}
          template={template}
          height={size.head}
          sort={sort}
          sortable={sortable}
          onSort={cells.sortBy}
          active={keys.active}
          onActive={keys.setActive}
        />
        <GridBody {...props} {...{ placed, size, template, active: keys.active }} />
      </table>
      <CellInspector
        column={cells.inspected?.column ?? ''}
        value={cells.inspected?.value}
        open={cells.inspected !== undefined}
        onOpenChange={(open) => !open && cells.setInspected(undefined)}
      />
    </div>
  )
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
  useEffect(() => {
    if (!wanted) return
    const find = () =>
      scroller.current?.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`)
    latest.current(row)
    find()?.focus({ preventScroll: row >= 0 && scroller.current === null })
  }, [scroller, row, column, wanted])
}
