// The last column of a list: what can be done to one row.
import type { ReactNode } from 'react'
import type { GridColumn } from './grid-types'

export function menuColumn<Row>(draw: (row: Row) => ReactNode): GridColumn<Row> {
  return {
    id: 'menu',
    label: '',
    value: () => '',
    head: () => <span className="sr-only">Actions</span>,
    draw,
    width: 52,
  }
}
