'use client'
// The head row. Columns of ours have sans words, an agent's column keeps its own case in mono, so
// that a query's `host` cannot pose as ours.
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { PointerEvent } from 'react'
import { cn } from '../cn'
import type { ActiveCell, GridColumn, GridSort } from './grid-types'
import type { PlacedColumn } from './placed-columns'

type GridHeadProps<Row> = {
  cells: readonly PlacedColumn<Row>[]
  template: string
  height: number
  sort: GridSort | undefined
  /** Whether that column can be sorted by, from this source. */
  sortable: (column: GridColumn<Row>) => boolean
  /** `isMore` keeps the sort there is and adds to it. */
  onSort: (column: GridColumn<Row>, isMore: boolean) => void
  active: ActiveCell
  onActive: (cell: ActiveCell) => void
  onResize?: ((id: string, width: number) => void) | undefined
}

type HeadCellProps<Row> = GridHeadProps<Row> & { cell: PlacedColumn<Row> }

/** Dragged, it makes the column wider or narrower; the picker of columns has buttons for it. */
function Edge({ onResize }: { onResize: (width: number) => void }) {
  const drag = (event: PointerEvent<HTMLSpanElement>) => {
    const head = event.currentTarget.parentElement
    if (!head || event.button !== 0) return
    event.preventDefault()
    const edge = event.currentTarget
    edge.setPointerCapture(event.pointerId)
    const { left, right } = head.getBoundingClientRect()
    const isFlipped = getComputedStyle(head).direction === 'rtl'
    const move = ({ clientX }: { clientX: number }) =>
      onResize(isFlipped ? right - clientX : clientX - left)
    const end = () => {
      edge.removeEventListener('pointermove', move)
      edge.removeEventListener('pointerup', end)
      edge.removeEventListener('pointercancel', end)
    }
    edge.addEventListener('pointermove', move)
    edge.addEventListener('pointerup', end)
    edge.addEventListener('pointercancel', end)
  }
  return (
    <span
      aria-hidden
      onPointerDown={drag}
      onClick={(event) => event.stopPropagation()}
      className="absolute inset-y-1 end-0 w-1.5 cursor-col-resize touch-none rounded-sm hover:bg-line-strong"
    />
  )
}

function HeadCell<Row>(props: HeadCellProps<Row>) {
  const { cell, sort, sortable, onSort, active, onActive, onResize } = props
  const { column, index, line, stick } = cell
  const next = sort?.second?.id === column.id ? sort.second : undefined
  const order = sort?.id === column.id ? sort : next
  const direction = order ? (order.descending ? 'descending' : 'ascending') : undefined
  const press = ({ shiftKey }: { shiftKey: boolean }) => {
    onActive({ row: -1, column: index })
    if (sortable(column)) onSort(column, shiftKey)
  }
  return (
    <th
      scope="col"
      aria-colindex={index + 1}
      aria-sort={direction ?? (sortable(column) ? 'none' : undefined)}
      data-cell={`-1:${index}`}
      tabIndex={active.row === -1 && active.column === index ? 0 : -1}
      onClick={press}
      onKeyDown={(event) => event.key === ' ' && press(event)}
      style={{ gridColumn: line, ...(stick === undefined ? {} : { insetInlineStart: stick }) }}
      className={cn(
        'relative flex min-w-0 select-none items-center gap-1 px-(--grid-cell) text-start font-medium text-fg-muted text-meta -outline-offset-2',
        column.agent && 'mono',
        column.numeric && 'justify-end',
        sortable(column) && 'cursor-pointer hover:text-fg',
        stick !== undefined && 'sticky z-[1] bg-sunken',
      )}
    >
      {column.head ? column.head() : <span className="truncate">{column.label}</span>}
      {direction === 'ascending' && <ArrowUp aria-hidden className="size-3.5" />}
      {direction === 'descending' && <ArrowDown aria-hidden className="size-3.5" />}
      {direction && sort?.second && <span className="text-fg-subtle">{next ? 2 : 1}</span>}
      {onResize && !column.head && <Edge onResize={(width) => onResize(column.id, width)} />}
    </th>
  )
}

export function GridHead<Row>(props: GridHeadProps<Row>) {
  const { template, height } = props
  return (
    <thead className="sticky top-0 z-sticky block bg-sunken">
      <tr
        aria-rowindex={1}
        className="grid border-line border-b"
        style={{ gridTemplateColumns: template, height }}
      >
        {props.cells.map((cell) => (
          <HeadCell key={cell.column.id} {...props} cell={cell} />
        ))}
      </tr>
    </thead>
  )
}
