// The rows of a view as the reader wants them: sorted, filtered and searched here, by a worker when they
// are many. What was shown stays until the next order is there.
import { useEffect, useMemo, useRef, useState } from 'react'
import type { RowWish } from '@/lib/wire/campaign-rows'
import type { LiveRow, LiveView } from './live-rows'
import type { Ordered } from './row-order'
import { orderNow, ownThreadMost, RowSorter } from './row-sorter'

export type OrderedRows = {
  length: number
  at: (position: number) => LiveRow | undefined
  /** A newer order is on its way. */
  busy: boolean
  /** How many rows each filter alone lets by; undefined while nothing is filtered. */
  passed: readonly number[] | undefined
}

export function isPlain({ sort, filters, words }: RowWish): boolean {
  return sort.length === 0 && filters.length === 0 && words.length === 0
}

type Answer = Ordered & { view: LiveView; wish: RowWish }

/** The order that a worker works out; the last one until it has. */
function useWorkerOrder(view: LiveView, wish: RowWish, wanted: boolean): Answer | undefined {
  const [answer, setAnswer] = useState<Answer>()
  const sorter = useRef<RowSorter>(undefined)
  useEffect(() => {
    return () => {
      sorter.current?.close()
      sorter.current = undefined
    }
  }, [])
  useEffect(() => {
    if (!wanted) return
    let isWanted = true
    sorter.current ??= new RowSorter()
    void sorter.current.order(view, wish).then((ordered) => {
      if (isWanted && ordered) setAnswer({ ...ordered, view, wish })
    })
    return () => {
      isWanted = false
    }
  }, [view, wish, wanted])
  return answer
}

/** `wish` by identity: a new one asks again. */
export function useOrderedRows(view: LiveView, wish: RowWish): OrderedRows {
  const plain = isPlain(wish)
  const small = view.length <= ownThreadMost
  const beside = useWorkerOrder(view, wish, !plain && !small)
  const here = useMemo<Answer | undefined>(
    () => (!plain && small ? { ...orderNow(view, wish), view, wish } : undefined),
    [plain, small, view, wish],
  )
  return useMemo(() => {
    const answer = here ?? beside
    if (plain || !answer) {
      return { length: view.length, at: view.at, busy: !plain, passed: undefined }
    }
    const { order, passed, view: of } = answer
    return {
      length: order.length,
      at: (position) => {
        const index = order[position]
        return index === undefined ? undefined : of.at(index - of.first)
      },
      busy: of !== view || answer.wish !== wish,
      passed,
    }
  }, [plain, here, beside, view, wish])
}
