// The pages of a list as the grid reads them: in the server's order and no other.
import type { ServerSource } from '@/components/ui/grid/grid-types'
import type { Pages } from '@/lib/client/use-pages'

export function pagedSource<T>({ items, count, hasMore, busy, more }: Pages<T>): ServerSource<T> {
  return {
    mode: 'server',
    rows: items,
    total: count,
    hasMore,
    busy,
    onMore: more,
    sort: undefined,
    onSort: () => undefined,
  }
}
