// The order of a list that the server sorts, kept in the address as the API takes it.
import type { UrlPatch } from '@/lib/client/use-url-params'
import type { GridColumn, GridSort } from './grid-types'

export const orderKeys = ['order_key', 'order_direction'] as const

type Address = { params: URLSearchParams; change: (patch: UrlPatch) => void }

/** What a grid needs to show and change it; `first` is the order of an address that names none. */
export function urlOrder<Row>(
  { params, change }: Address,
  columns: readonly GridColumn<Row>[],
  first: { key: string; column: string },
): { sort: GridSort; onSort: (sort: GridSort) => void } {
  const key = params.get('order_key') ?? first.key
  const column = columns.find(({ orderKey }) => orderKey === key)
  return {
    sort: { id: column?.id ?? first.column, descending: params.get('order_direction') === 'desc' },
    onSort: (next) =>
      change({
        order_key: columns.find(({ id }) => id === next.id)?.orderKey,
        order_direction: next.descending ? 'desc' : undefined,
      }),
  }
}
