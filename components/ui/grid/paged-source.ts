// The pages of a list as the grid reads them: in the order that was asked of the server, if any was.
import type { Pages } from '@/lib/client/use-pages'
import type { GridSort, ServerSource } from './grid-types'

type Order = { sort: GridSort | undefined; onSort: (sort: GridSort) => void }

const fixed: Order = { sort: undefined, onSort: () => undefined }

export function pagedSource<T>(
  { items, count, hasMore, busy, more }: Pages<T>,
  order: Order = fixed,
): ServerSource<T> {
  return { mode: 'server', rows: items, total: count, hasMore, busy, onMore: more, ...order }
}
