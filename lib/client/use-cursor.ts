// A list read by cursor, newest first. More is loaded at its end; what arrives at its start is counted
// every 30 s and waits to be asked for, so that nothing moves under the reader.
import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiFailure } from './api'

export type CursorPage<T> = { items: T[]; next_cursor: string | null }

/** Reads the page after `cursor` of the list that `key` names. Must not change between renders. */
export type ReadCursor<T> = (
  key: string,
  cursor: string | undefined,
  signal: AbortSignal,
) => Promise<CursorPage<T>>

export type CursorList<T> = {
  items: readonly T[]
  has_more: boolean
  /** False until the first page is there. */
  loaded: boolean
  busy: boolean
  failure: ApiFailure | undefined
  /** How many wait at the start; `at_least` when a whole page does. */
  fresh: { count: number; at_least: boolean }
  more: () => void
  /** Reads the newest page and starts over from it. */
  restart: () => void
}

const everyMs = 30_000

type State<T> = CursorPage<T> & { key: string; loaded: boolean }

const asFailure = (error: unknown) =>
  error instanceof ApiFailure ? error : new ApiFailure(0, String(error))

/** How many of the newest page came after the newest that is shown. */
export function freshOf<T extends { id: number }>(shown: readonly T[], newest: readonly T[]) {
  const top = shown[0]?.id ?? 0
  const count = newest.filter(({ id }) => id > top).length
  return { count, at_least: count > 0 && count === newest.length && shown.length > 0 }
}

export function useCursor<T extends { id: number }>(
  key: string,
  read: ReadCursor<T>,
  first: CursorPage<T> | undefined,
): CursorList<T> {
  const [state, setState] = useState<State<T>>({
    items: first?.items ?? [],
    next_cursor: first?.next_cursor ?? null,
    key,
    loaded: first !== undefined,
  })
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const [fresh, setFresh] = useState({ count: 0, at_least: false })
  const [round, setRound] = useState(0)
  const latest = useRef(state)
  useEffect(() => {
    latest.current = state
  })

  useEffect(() => {
    const stop = new AbortController()
    const load = async (replace: boolean) => {
      if (document.hidden && !replace) return
      if (replace) setBusy(true)
      try {
        const page = await read(key, undefined, stop.signal)
        setFailure(undefined)
        if (replace) setState({ ...page, key, loaded: true })
        setFresh(
          replace ? { count: 0, at_least: false } : freshOf(latest.current.items, page.items),
        )
      } catch (error) {
        if (!stop.signal.aborted) setFailure(asFailure(error))
      } finally {
        if (replace && !stop.signal.aborted) setBusy(false)
      }
    }
    if (latest.current.key !== key || !latest.current.loaded || round > 0) void load(true)
    const timer = setInterval(() => void load(false), everyMs * (0.9 + Math.random() * 0.2))
    return () => {
      stop.abort()
      clearInterval(timer)
    }
  }, [key, read, round])

  const more = useCallback(async () => {
    const { next_cursor: cursor, key: of } = latest.current
    if (cursor === null) return
    setBusy(true)
    try {
      const page = await read(of, cursor, new AbortController().signal)
      setState((old) =>
        old.key === of && old.next_cursor === cursor
          ? { ...old, items: [...old.items, ...page.items], next_cursor: page.next_cursor }
          : old,
      )
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setBusy(false)
    }
  }, [read])

  const { items, next_cursor, loaded } = state
  return {
    items,
    has_more: next_cursor !== null,
    loaded,
    busy,
    failure,
    fresh,
    more,
    restart: useCallback(() => setRound((value) => value + 1), []),
  }
}
