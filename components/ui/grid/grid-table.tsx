'use client'
// The scrolling part of the grid: head, visible rows, the active cell, its inspector and its menu.
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { cn } from '../cn'
import { CellInspector } from './cell-inspector'
import type { ColumnLayout } from './column-layout'
import { GridHead } from './grid-head'
import { GridMenu } from './grid-menu'
import { GridRow } from './grid-row'
import type { GridColumn, GridSort } from './grid-types'
import type { PlacedColumn } from './placed-columns'
import type { Follow } from './use-follow'
import type { CellRange } from './use-grid-keys'
import type { ShownRows } from './use-grid-rows'
import { type Placed, useGridTable } from './use-grid-table'

export type GridTableProps<Row> = {
  label: string
  columns: readonly GridColumn<Row>[]
  rows: ShownRows<Row>
  rowKey: (row: Row, position: number) => string | number
  total: number | null
  busy: boolean
  sort: GridSort | undefined
  onSort: (sort: GridSort) => void
  sortable: (column: GridColumn<Row>) => boolean
  /** Shift adds a second key. */
  twoKeys?: boolean
  onOpen?: (row: Row) => void
  density: 'comfortable' | 'compact'
  /** Keys on a row that are not the grid's own. */
  onRowKey?: ((event: KeyboardEvent, row: Row, position: number) => void) | undefined
  menu?: ((row: Row, column: GridColumn<Row>) => ReactNode) | undefined
  layout?: ColumnLayout<Row>
  /** Given where a row is not selected by what its boxes say. */
  isSelected?: ((row: Row) => boolean) | undefined
  /** Rows hold nothing of their own, so that what draws one may draw another. */
  reuse?: boolean | undefined
  /** The reader scrolled close to the end of what is loaded. */
  onNearEnd?: (() => void) | undefined
  /** Stays at the end as rows arrive, until the reader takes over. */
  follow?: Follow | undefined
  className?: string
}

// A table that takes arrow keys is a grid; cells and rows keep their meaning from the elements.
const gridRole = { role: 'grid' }

const nearEndPx = 400

type GridBodyProps<Row> = Pick<GridTableProps<Row>, 'rows' | 'rowKey' | 'isSelected' | 'reuse'> & {
  placed: readonly Placed[]
  cells: readonly PlacedColumn<Row>[]
  template: string
  size: { row: number }
  active: { row: number; column: number }
  range: CellRange | undefined
}

const within = (range: CellRange | undefined, row: number) =>
  range !== undefined && row >= range.from.row && row <= range.to.row

/** A place for each row that is drawn; a row that comes takes the place of one that went. */
function useSlots(placed: readonly Placed[]): (index: number) => number {
  const slots = useRef(new Map<number, number>())
  const before = slots.current
  const next = new Map<number, number>()
  for (const { index } of placed) {
    const kept = before.get(index)
    if (kept !== undefined) next.set(index, kept)
  }
  const taken = new Set(next.values())
  let free = 0
  for (const { index } of placed) {
    if (next.has(index)) continue
    while (taken.has(free)) free += 1
    taken.add(free)
    next.set(index, free)
  }
  slots.current = next
  return (index) => next.get(index) ?? index
}

function GridBody<Row>(props: GridBodyProps<Row>) {
  const { cells, rows, rowKey, placed, size, template, active, range } = props
  const slotOf = useSlots(placed)
  // In the order of their places nothing moves in the document; where a row is, its index tells.
  const drawn = props.reuse ? [...placed].sort((a, b) => slotOf(a.index) - slotOf(b.index)) : placed
  return (
    <tbody className="relative block" style={{ height: rows.length * size.row }}>
      {drawn.map(({ index, start }) => {
        const row = rows.at(index)
        if (row === undefined) return null
        const isMarked = within(range, index)
        return (
          <GridRow
            key={props.reuse ? slotOf(index) : rowKey(row, index)}
            selected={props.isSelected?.(row)}
            row={row}
            position={index}
            top={start}
            height={size.row}
            template={template}
            cells={cells}
            activeColumn={active.row === index ? active.column : -1}
            markedFrom={isMarked ? (range?.from.column ?? -1) : -1}
            markedTo={isMarked ? (range?.to.column ?? -1) : -1}
          />
        )
      })}
    </tbody>
  )
}

type TableProps<Row> = { grid: GridTableProps<Row>; table: ReturnType<typeof useGridTable<Row>> }

function Table<Row>({ grid, table }: TableProps<Row>) {
  const { label, columns, total, busy, sort, sortable, layout } = grid
  const { size, across, cells, keys } = table
  return (
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
      style={{ minWidth: across.minWidth, ['--grid-cell' as string]: size.cell }}
    >
      <GridHead
        cells={across.cells}
        template={across.template}
        height={size.head}
        sort={sort}
        sortable={sortable}
        onSort={cells.sortBy}
        active={keys.active}
        onActive={keys.setActive}
        onResize={layout?.resize}
      />
      <GridBody
        {...grid}
        {...{ placed: table.placed, cells: across.cells, template: across.template, size }}
        {...{ active: keys.active, range: keys.range }}
      />
    </table>
  )
}

export function GridTable<Row>(props: GridTableProps<Row>) {
  const { rows, columns, menu, className } = props
  const table = useGridTable(props)
  const { inspected, setInspected } = table.cells
  const menuOf = (at: { row: number; column: number }) => {
    const row = rows.at(at.row)
    const column = columns[at.column]
    return row !== undefined && column ? menu?.(row, column) : undefined
  }
  return (
    <div
      ref={table.scroller}
      onScroll={({ currentTarget: box }) => {
        const left = box.scrollHeight - box.scrollTop - box.clientHeight
        if (box.scrollTop > 0 && left < nearEndPx) props.onNearEnd?.()
      }}
      className={cn('min-h-0 flex-1 overflow-auto', className)}
    >
      <GridMenu menuOf={menu ? menuOf : undefined}>
        <Table grid={props} table={table} />
      </GridMenu>
      <CellInspector
        column={inspected?.column.label ?? ''}
        value={inspected?.value}
        open={inspected !== undefined}
        onOpenChange={(open) => !open && setInspected(undefined)}
        menu={inspected && menu?.(inspected.row, inspected.column)}
      />
    </div>
  )
}
