// A list read by cursor from its beginning on, for a panel: what is loaded stays, more is added at its
// end. What another path brings takes the place of what is shown once it is there.
import { useCallback, useEffect, useRef, useState } from 'react'
import { type ApiFailure, failureOf } from '@/lib/client/api'

/** `head` is what the page says beside its items. */
export type SeqPage<T, H = undefined> = {
  items: T[]
  count: number
  next_cursor: string | null
  head: H
}

/** Reads the page after `cursor`. Must not change between renders. */
export type ReadSeq<T, H = undefined> = (
  path: string,
  cursor: string | null,
  signal: AbortSignal,
) => Promise<SeqPage<T, H>>

type State<T, H> = {
  items: readonly T[]
  /** Undefined until the first page is there. */
  count: number | undefined
  next_cursor: string | null
  head: H | undefined
  /** In this browser's ms. */
  readAt: number | undefined
  busy: boolean
  failure: ApiFailure | undefined
}

const unread = {
  ...{ items: [], count: undefined, next_cursor: null, head: undefined, readAt: undefined },
  ...{ busy: true, failure: undefined },
}

export function useSeqPages<T, H = undefined>(path: string, read: ReadSeq<T, H>) {
  const [state, setState] = useState<State<T, H>>(unread)
  const stop = useRef<AbortController>(undefined)
  const load = useCallback(
    async (cursor: string | null) => {
      stop.current?.abort()
      const abort = new AbortController()
      stop.current = abort
      setState((old) => ({ ...old, busy: true }))
      try {
        const page = await read(path, cursor, abort.signal)
        setState((old) => ({
          ...page,
          items: cursor === null ? page.items : [...old.items, ...page.items],
          ...{ readAt: Date.now(), busy: false, failure: undefined },
        }))
      } catch (error) {
        if (!abort.signal.aborted)
          setState((old) => ({ ...old, busy: false, failure: failureOf(error) }))
      }
    },
    [path, read],
  )
  useEffect(() => {
    void load(null)
    return () => stop.current?.abort()
  }, [load])
  return {
    ...state,
    hasMore: state.next_cursor !== null,
    more: () => void load(state.next_cursor),
    again: useCallback(() => void load(null), [load]),
  }
}
