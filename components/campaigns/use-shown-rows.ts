'use client'
// The rows that the tab shows: those in this browser, or beyond what it keeps the server's. One shape for
// both, so that the tab need not care.
import { useMemo, useState } from 'react'
import type { OrderedSource } from '@/components/ui/grid/grid-types'
import type { ApiFailure } from '@/lib/client/api'
import type { LiveRow, LiveView } from '@/lib/client/live-rows'
import { isPlain, useOrderedRows } from '@/lib/client/use-ordered-rows'
import { pageRows, useServerRows } from '@/lib/client/use-server-rows'
import { browserRowsMost, type RowWish } from '@/lib/wire/campaign-rows'
import type { CampaignCounts } from '@/lib/wire/campaigns'

export type ShownRows = Pick<OrderedSource<LiveRow>, 'rows' | 'total' | 'busy' | 'more'> & {
  columns: readonly string[]
  /** Sorted and filtered by the server, of which only the first pages may be here. */
  isServer: boolean
  /** There are more rows than a browser keeps. */
  isLarge: boolean
  /** The server looked through the newest rows only. */
  at_least: boolean
  /** All that the tab shows, in order. */
  count: number
  passed: readonly number[] | undefined
  failure: ApiFailure | undefined
  /** Reads from the first row on, which a browser does not keep of so many. */
  readFromFirst: (on: boolean) => void
}

const plain: RowWish = { sort: [], filters: [], words: [] }

function merged(here: readonly string[], there: readonly string[]): readonly string[] {
  const more = there.filter((name) => !here.includes(name))
  return more.length === 0 ? here : [...here, ...more]
}

export function useShownRows(
  id: number,
  view: LiveView,
  wish: RowWish,
  counts: CampaignCounts,
): ShownRows {
  const [fromFirst, readFromFirst] = useState(false)
  const isLarge = view.left_out > 0 || counts.rows > browserRowsMost
  const isServer = isLarge && (fromFirst || !isPlain(wish))
  const server = useServerRows(id, isServer ? wish : undefined)
  const local = useOrderedRows(view, isServer ? plain : wish)
  const columns = useMemo(
    () => merged(view.columns, server.columns),
    [view.columns, server.columns],
  )
  return useMemo(() => {
    const shared = { columns, isLarge, isServer, readFromFirst }
    if (!isServer) {
      const { busy, passed, length } = local
      return {
        ...shared,
        ...{ rows: local, total: view.length, busy, passed, count: length },
        ...{ at_least: false, failure: undefined, more: undefined },
      }
    }
    const { rows, count, at_least, busy, failure, hasMore, more } = server
    return {
      ...shared,
      rows: { length: rows.length, at: (position) => rows[position] },
      ...{ total: counts.rows, busy, count, at_least, failure, passed: undefined },
      more: { total: count, hasMore, onMore: more, step: pageRows },
    }
  }, [columns, isLarge, isServer, local, server, view.length, counts.rows])
}
