'use client'
// One row at its place. Memoised: a frame that adds rows redraws none of those already there.
import Link from 'next/link'
import { memo } from 'react'
import { cn } from '../cn'
import { AgentValue } from './grid-cell'
import type { GridColumn } from './grid-types'

type GridRowProps<Row> = {
  row: Row
  position: number
  top: number
  height: number
  template: string
  columns: readonly GridColumn<Row>[]
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

function plain(value: ReturnType<GridColumn<unknown>['value']>) {
  if (value === undefined || value === null || value === '') {
    return <span className="text-fg-subtle">-</span>
  }
  return <span className="truncate">{String(value)}</span>
}

function Row<R>(props: GridRowProps<R>) {
  const { row, position, top, height, template, columns, activeColumn } = props
  return (
    <tr
      aria-rowindex={position + 2}
      data-row={position}
      className="group/row absolute inset-x-0 grid border-line border-b bg-surface hover:bg-hover has-[input[data-select]:checked]:bg-selected"
      style={{ gridTemplateColumns: template, height, transform: `translateY(${top}px)` }}
    >
      {columns.map((column, index) => (
        <td
          key={column.id}
          aria-colindex={index + 1}
          data-cell={`${position}:${index}`}
          tabIndex={activeColumn === index ? 0 : -1}
          className={cn(
            'flex min-w-0 items-center overflow-hidden whitespace-nowrap px-(--grid-cell) tabular-nums -outline-offset-2',
            column.numeric && 'justify-end text-end',
            index === 0 &&
              'sticky start-0 z-[1] border-line bg-surface group-hover/row:bg-hover group-has-[input[data-select]:checked]/row:bg-selected max-sm:border-e',
          )}
        >
          {cellContent(column, row)}
        </td>
      ))}
    </tr>
  )
}

export const GridRow = memo(Row) as typeof Row
