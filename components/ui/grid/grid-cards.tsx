'use client'
// Rows as two-line cards for a narrow screen. Cards out of view are skipped by the browser itself.
import type { ReactNode } from 'react'
import type { ShownRows } from './use-grid-rows'

type GridCardsProps<Row> = {
  label: string
  rows: ShownRows<Row>
  rowKey: (row: Row, position: number) => string | number
  card: (row: Row) => ReactNode
}

export function GridCards<Row>({ label, rows, rowKey, card }: GridCardsProps<Row>) {
  const items: ReactNode[] = []
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows.at(position)
    if (row === undefined) continue
    items.push(
      <li
        key={rowKey(row, position)}
        className="flex min-h-14 flex-col justify-center border-line border-b px-4 py-2 [contain-intrinsic-size:auto_56px] [content-visibility:auto]"
      >
        {card(row)}
      </li>,
    )
  }
  return (
    <ul aria-label={label} className="min-h-0 overflow-y-auto">
      {items}
    </ul>
  )
}
