// A list read by cursor from its beginning on, for a panel: what is loaded stays, more is added at its
// end. Another path is another list.
import { useCallback, useEffect, useRef, useState } from 'react'
import { type ApiFailure, failureOf } from '@/lib/client/api'

export type SeqPage<T> = { items: T[]; count: number; next_cursor: string | null }

/** Reads the page after `cursor`. Must not change between renders. */
export type ReadSeq<T> = (
  path: string,
  cursor: string | null,
  signal: AbortSignal,
) => Promise<SeqPage<T>>

type State<T> = {
  items: readonly T[]
  /** Undefined until the first page is there. */
  count: number | undefined
  next_cursor: string | null
  busy: boolean
  failure: ApiFailure | undefined
}

const unread = {
  ...{ items: [], count: undefined, next_cursor: null, busy: true, failure: undefined },
}

export function useSeqPages<T>(path: string, read: ReadSeq<T>) {
  const [state, setState] = useState<State<T>>(unread)
  const [round, setRound] = useState(0)
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
          busy: false,
          failure: undefined,
        }))
      } catch (error) {
        if (!abort.signal.aborted)
          setState((old) => ({ ...old, busy: false, failure: failureOf(error) }))
      }
    },
    [path, read],
  )
  useEffect(() => {
    // `round` is read so that another try starts over.
    if (round >= 0) setState(unread)
    void load(null)
    return () => stop.current?.abort()
  }, [load, round])
  return {
    ...state,
    hasMore: state.next_cursor !== null,
    more: () => void load(state.next_cursor),
    again: useCallback(() => setRound((value) => value + 1), []),
  }
}
