'use client'
// One row at its place. Memoised: a frame that adds rows redraws none of those already there.
import Link from 'next/link'
import { memo } from 'react'
import { cn } from '../cn'
import { cellText } from './cell-text'
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
  /** Undefined: the boxes of the row tell by themselves. */
  selected: boolean | undefined
  /** The active column, -1 when another row is active. */
  activeColumn: number
}

function cellContent<Row>(column: GridColumn<Row>, row: Row) {
  if (column.blank?.(row)) return null
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

const rowLook =
  'group/row absolute inset-x-0 grid border-line border-b bg-surface hover:bg-hover data-chosen:bg-selected'
const boxedRow = 'has-[input[data-select]:checked]:bg-selected'
const cellLook =
  'min-w-0 overflow-hidden whitespace-nowrap px-(--grid-cell) tabular-nums -outline-offset-2 data-marked:bg-selected'
const stuckCell =
  'sticky z-[1] border-line bg-surface group-hover/row:bg-hover group-data-chosen/row:bg-selected max-sm:border-e'
const boxedCell = 'group-has-[input[data-select]:checked]/row:bg-selected'

const marked = { 'data-marked': '', 'aria-selected': true }

function plain(value: ReturnType<GridColumn<unknown>['value']>) {
  if (value === undefined || value === null || value === '') {
    return <span className="text-fg-subtle">-</span>
  }
  return <span className="truncate">{String(value)}</span>
}

type CellProps<Row> = {
  cell: PlacedColumn<Row>
  row: Row
  position: number
  height: number
  isActive: boolean
  isMarked: boolean
  isBoxed: boolean
}

/** The text of a value that needs no mark and no size beside it. */
function plainText<Row>({ column }: PlacedColumn<Row>, row: Row): string | undefined {
  const text = column.agent ? cellText(column.value(row)) : undefined
  if (text?.kind !== 'text' || text.size > 0 || text.pieces.length !== 1) return undefined
  const [piece] = text.pieces
  return piece?.mark ? undefined : piece?.text
}

/** Most values are plain text, which stands in the cell itself: an element less for each. */
function Cell<Row>({ cell, row, position, height, isActive, isMarked, isBoxed }: CellProps<Row>) {
  const { column, index, line, stick } = cell
  const text = plainText(cell, row)
  const isPlain = text !== undefined
  const style = {
    gridColumn: line,
    ...(stick === undefined ? {} : { insetInlineStart: stick }),
    ...(isPlain ? { lineHeight: `${height - 1}px` } : {}),
  }
  return (
    <td
      aria-colindex={index + 1}
      data-cell={`${position}:${index}`}
      tabIndex={isActive ? 0 : -1}
      style={style}
      {...(isMarked ? marked : {})}
      {...(isPlain ? { dir: 'ltr' } : {})}
      className={cn(
        cellLook,
        isPlain ? 'mono truncate whitespace-pre' : 'flex items-center',
        column.numeric && (isPlain ? 'text-end' : 'justify-end text-end'),
        stick !== undefined && stuckCell,
        stick !== undefined && isBoxed && boxedCell,
      )}
    >
      {isPlain ? text : cellContent(column, row)}
    </td>
  )
}

function Row<R>(props: GridRowProps<R>) {
  const { row, position, top, height, template, cells, activeColumn } = props
  const { markedFrom, markedTo, selected } = props
  return (
    <tr
      aria-rowindex={position + 2}
      data-row={position}
      {...(selected ? { 'data-chosen': '' } : {})}
      className={cn(rowLook, selected === undefined && boxedRow)}
      style={{ gridTemplateColumns: template, height, transform: `translateY(${top}px)` }}
    >
      {cells.map((cell) => (
        <Cell
          key={cell.column.id}
          {...{ cell, row, position, height }}
          isActive={activeColumn === cell.index}
          isMarked={cell.index >= markedFrom && cell.index <= markedTo}
          isBoxed={selected === undefined}
        />
      ))}
    </tr>
  )
}

export const GridRow = memo(Row) as typeof Row
