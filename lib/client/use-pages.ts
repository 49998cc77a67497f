// A list of the API read page by page and again every 30 s while the tab is visible. What was loaded
// stays in view while it is read again; the first page comes with the document.
import { useCallback, useEffect, useRef, useState } from 'react'
import { type ApiFailure, failureOf } from './api'

export const listSeconds = 30
const perPage = 100
/** What one request may bring; a longer list is refreshed in its first part only. */
const perRequest = 500

export type PageRead<T> = { items: T[]; count: number }

/** Reads one page of the list that `key` names. Must not change between renders. */
export type ReadPage<T> = (
  key: string,
  page: { page: number; per_page: number },
  signal: AbortSignal,
) => Promise<PageRead<T>>

export type Pages<T> = PageRead<T> & {
  busy: boolean
  /** In this browser's ms; undefined for what came with the document. */
  readAt: number | undefined
  failure: ApiFailure | undefined
  hasMore: boolean
  more: () => void
  refresh: () => void
}

type State<T> = PageRead<T> & Pick<Pages<T>, 'busy' | 'readAt' | 'failure'>

/** What was loaded, its beginning read again; the rest stays as long as the list is that long. */
function readAgain<T>(old: State<T>, reply: PageRead<T>, read: number): State<T> {
  return {
    items: [...reply.items, ...old.items.slice(read)].slice(0, reply.count),
    count: reply.count,
    busy: false,
    readAt: Date.now(),
    failure: undefined,
  }
}

/** What is loaded, and how many that is for those who read on. */
function useHeld<T>(first: PageRead<T>) {
  const [state, setState] = useState<State<T>>({
    ...first,
    busy: false,
    readAt: undefined,
    failure: undefined,
  })
  const shown = useRef(first.items.length)
  useEffect(() => {
    shown.current = state.items.length
  }, [state.items])
  return { state, setState, shown }
}

type Held<T> = ReturnType<typeof useHeld<T>>

/** Reads what is shown again: now and then, when asked to, and when the key names another list. */
function useRefresh<T>(key: string, read: ReadPage<T>, { setState, shown }: Held<T>): () => void {
  const drawn = useRef(key)
  const [round, setRound] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    const load = async () => {
      if (document.hidden) return
      setState((old) => ({ ...old, busy: true }))
      const wanted = Math.ceil(Math.max(shown.current, perPage) / perPage) * perPage
      const page = { page: 0, per_page: Math.min(wanted, perRequest) }
      try {
        const reply = await read(key, page, stop.signal)
        setState((old) => readAgain(old, reply, page.per_page))
      } catch (error) {
        if (stop.signal.aborted) return
        setState((old) => ({ ...old, busy: false, failure: failureOf(error) }))
      }
    }
    if (drawn.current !== key) {
      drawn.current = key
      shown.current = 0
      setState((old) => ({ ...old, items: old.items.slice(0, perPage) }))
      load()
    } else if (round > 0) load()
    const timer = setInterval(load, listSeconds * 1000 * (0.9 + Math.random() * 0.2))
    return () => {
      stop.abort()
      clearInterval(timer)
    }
  }, [key, read, round, shown, setState])
  return useCallback(() => setRound((value) => value + 1), [])
}

function useMore<T>(key: string, read: ReadPage<T>, { setState, shown }: Held<T>): () => void {
  return useCallback(async () => {
    setState((old) => ({ ...old, busy: true }))
    const page = { page: Math.floor(shown.current / perPage), per_page: perPage }
    try {
      const reply = await read(key, page, new AbortController().signal)
      setState((old) => ({
        ...old,
        items: [...old.items.slice(0, page.page * perPage), ...reply.items],
        count: reply.count,
        busy: false,
      }))
    } catch (error) {
      setState((old) => ({ ...old, busy: false, failure: failureOf(error) }))
    }
  }, [key, read, setState, shown])
}

export function usePages<T>(key: string, read: ReadPage<T>, first: PageRead<T>): Pages<T> {
  const held = useHeld(first)
  const refresh = useRefresh(key, read, held)
  const more = useMore(key, read, held)
  const { state } = held
  return { ...state, hasMore: state.items.length < state.count, more, refresh }
}
