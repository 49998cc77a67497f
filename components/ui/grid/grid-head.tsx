'use client'
// The head row. Columns of ours have sans words, an agent's column keeps its own case in mono, so
// that a query's `host` cannot pose as ours.
import { ArrowDown, ArrowUp } from 'lucide-react'
import { cn } from '../cn'
import type { ActiveCell, GridColumn, GridSort } from './grid-types'

type GridHeadProps<Row> = {
  columns: readonly GridColumn<Row>[]
  template: string
  height: number
  sort: GridSort | undefined
  /** Whether that column can be sorted by, from this source. */
  sortable: (column: GridColumn<Row>) => boolean
  onSort: (column: GridColumn<Row>) => void
  active: ActiveCell
  onActive: (cell: ActiveCell) => void
}

type HeadCellProps<Row> = GridHeadProps<Row> & { column: GridColumn<Row>; index: number }

function HeadCell<Row>(props: HeadCellProps<Row>) {
  const { column, index, sort, sortable, onSort, active, onActive } = props
  const order = sort?.id === column.id ? sort : undefined
  const direction = order ? (order.descending ? 'descending' : 'ascending') : undefined
  const press = () => {
    onActive({ row: -1, column: index })
    if (sortable(column)) onSort(column)
  }
  return (
    <th
      scope="col"
      aria-colindex={index + 1}
      aria-sort={direction ?? (sortable(column) ? 'none' : undefined)}
      data-cell={`-1:${index}`}
      tabIndex={active.row === -1 && active.column === index ? 0 : -1}
      onClick={press}
      onKeyDown={(event) => event.key === ' ' && press()}
      className={cn(
        'flex min-w-0 select-none items-center gap-1 px-(--grid-cell) text-start font-medium text-fg-muted text-meta -outline-offset-2',
        column.agent && 'mono',
        column.numeric && 'justify-end',
        sortable(column) && 'cursor-pointer hover:text-fg',
        index === 0 && 'sticky start-0 z-[1] bg-sunken',
      )}
    >
      {column.head ? column.head() : <span className="truncate">{column.label}</span>}
      {direction === 'ascending' && <ArrowUp aria-hidden className="size-3.5" />}
      {direction === 'descending' && <ArrowDown aria-hidden className="size-3.5" />}
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
        {props.columns.map((column, index) => (
          <HeadCell key={column.id} {...props} column={column} index={index} />
        ))}
      </tr>
    </thead>
  )
}
