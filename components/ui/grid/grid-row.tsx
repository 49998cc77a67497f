'use client'
// One row at its place. Memoised: a frame that adds rows redraws none of those already there.
import Link from 'next/link'
import { memo } from 'react'
import { cn } from '../cn'
import { AgentValue } from './grid-cell'
import type { GridColumn } from './grid-types'
import type { PlacedColumn } from './placed-columns'

type GridRowProps<Row> = {
  row: Row
  position: number
  top: number
  height: number
  template: string
  cells: readonly PlacedColumn<Row>[]
  /** The columns of the row that are in the range, -1 when none is. */
  markedFrom: number
  markedTo: number
  /** The active column, -1 when another row is active. */
  activeColumn: number
}

function cellContent<Row>(column: GridColumn<Row>, row: Row) {
  if (column.agent) return <AgentValue value={column.value(row)} />
  const content = column.draw ? column.draw(row) : plain(column.value(row))
  if (!column.href) return content
  return (
    <Link
      href={column.href(row)}
      tabIndex={-1}
      className="inline-flex min-h-6 min-w-0 items-center truncate hover:underline"
    >
      {content}
    </Link>
  )
}

const marked = { 'data-marked': '', 'aria-selected': true }

function plain(value: ReturnType<GridColumn<unknown>['value']>) {
  if (value === undefined || value === null || value === '') {
    return <span className="text-fg-subtle">-</span>
  }
  return <span className="truncate">{String(value)}</span>
}

function Row<R>(props: GridRowProps<R>) {
  const { row, position, top, height, template, cells, activeColumn, markedFrom, markedTo } = props
  return (
    <tr
      aria-rowindex={position + 2}
      data-row={position}
      className="group/row absolute inset-x-0 grid border-line border-b bg-surface hover:bg-hover has-[input[data-select]:checked]:bg-selected"
      style={{ gridTemplateColumns: template, height, transform: `translateY(${top}px)` }}
    >
      {cells.map(({ column, index, line, stick }) => (
        <td
          key={column.id}
          aria-colindex={index + 1}
          data-cell={`${position}:${index}`}
          tabIndex={activeColumn === index ? 0 : -1}
          style={{ gridColumn: line, ...(stick === undefined ? {} : { insetInlineStart: stick }) }}
          {...(index >= markedFrom && index <= markedTo ? marked : {})}
          className={cn(
            'flex min-w-0 items-center overflow-hidden whitespace-nowrap px-(--grid-cell) tabular-nums -outline-offset-2',
            column.numeric && 'justify-end text-end',
            'data-marked:bg-selected',
            stick !== undefined &&
              'sticky z-[1] border-line bg-surface group-hover/row:bg-hover group-has-[input[data-select]:checked]/row:bg-selected max-sm:border-e',
          )}
        >
          {cellContent(column, row)}
        </td>
      ))}
    </tr>
  )
}

export const GridRow = memo(Row) as typeof Row
