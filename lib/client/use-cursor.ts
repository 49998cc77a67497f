// A list read by cursor, newest first. More is loaded at its end; what arrives at its start is counted
// every 30 s and waits to be asked for, so that nothing moves under the reader.
import { useCallback, useEffect, useRef, useState } from 'react'
import { type ApiFailure, failureOf } from './api'

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

/** How many of the newest page came after the newest that is shown. */
export function freshOf<T extends { id: number }>(shown: readonly T[], newest: readonly T[]) {
  const top = shown[0]?.id ?? 0
  const count = newest.filter(({ id }) => id > top).length
  return { count, at_least: count > 0 && count === newest.length && shown.length > 0 }
}

/** What was read so far, and how the latest reading went. */
function useHeld<T>(key: string, first: CursorPage<T> | undefined) {
  const [state, setState] = useState<State<T>>({
    items: first?.items ?? [],
    next_cursor: first?.next_cursor ?? null,
    key,
    loaded: first !== undefined,
  })
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const latest = useRef(state)
  useEffect(() => {
    latest.current = state
  })
  return { state, busy, failure, latest, setState, setBusy, setFailure }
}

type Held<T> = ReturnType<typeof useHeld<T>>

/** Reads the newest page: to start over from it, or only to count what waits there. */
function useNewest<T extends { id: number }>(key: string, read: ReadCursor<T>, held: Held<T>) {
  const { latest, setState, setBusy, setFailure } = held
  const [fresh, setFresh] = useState({ count: 0, at_least: false })
  const [round, setRound] = useState(0)
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
        if (!stop.signal.aborted) setFailure(failureOf(error))
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
  }, [key, read, round, latest, setState, setBusy, setFailure])
  return { fresh, restart: useCallback(() => setRound((value) => value + 1), []) }
}

function useMore<T>(read: ReadCursor<T>, held: Held<T>): () => void {
  const { latest, setState, setBusy, setFailure } = held
  return useCallback(async () => {
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
      setFailure(failureOf(error))
    } finally {
      setBusy(false)
    }
  }, [read, latest, setState, setBusy, setFailure])
}

export function useCursor<T extends { id: number }>(
  key: string,
  read: ReadCursor<T>,
  first: CursorPage<T> | undefined,
): CursorList<T> {
  const held = useHeld(key, first)
  const { fresh, restart } = useNewest(key, read, held)
  const more = useMore(read, held)
  const { busy, failure } = held
  const { items, next_cursor, loaded } = held.state
  return { items, has_more: next_cursor !== null, loaded, busy, failure, fresh, more, restart }
}
