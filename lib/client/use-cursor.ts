// A list read by cursor, newest first. More is loaded at its end; what arrives at its start is counted
// every 30 s and waits to be asked for, so that nothing moves under the reader. A page that the server
// cut short says how far it has read and is read on until enough is there or the reader stops it.
import { useCallback, useEffect, useRef, useState } from 'react'
import { type ApiFailure, failureOf } from './api'

export type CursorPage<T> = {
  items: T[]
  next_cursor: string | null
  /** Set when the server stopped early: it has looked back to there, ISO 8601. */
  read_to?: string | null
  /** And would look back to there at most. */
  read_until?: string | null
}

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
  /** How far a reading has come that takes several requests, or was stopped. */
  reading: Reading | undefined
  more: () => void
  stop: () => void
  /** Reads the newest page and starts over from it. */
  restart: () => void
}

export type Reading = {
  /** When it began, this browser's ms. */
  since: number
  read_to: string
  read_until: string | null
  is_stopped: boolean
}

const everyMs = 30_000
/** So many make a page, however many requests they take. */
export const pageSize = 100

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
  const [reading, setReading] = useState<Reading>()
  const latest = useRef(state)
  const under = useRef<AbortController>(undefined)
  useEffect(() => {
    latest.current = state
  })
  return { state, busy, failure, reading, latest, under, setState, setBusy, setFailure, setReading }
}

type Held<T> = ReturnType<typeof useHeld<T>>

/** Reads after `cursor` until a page is full; one reading at a time, a newer one ends the one before. */
function useGather<T>(key: string, read: ReadCursor<T>, held: Held<T>) {
  const { latest, under, setState, setBusy, setFailure, setReading } = held
  return useCallback(
    async (cursor: string | undefined) => {
      under.current?.abort()
      const stop = new AbortController()
      under.current = stop
      const since = Date.now()
      const before = cursor === undefined ? [] : latest.current.items
      let found: T[] = []
      let at = cursor
      setBusy(true)
      setReading(undefined)
      try {
        do {
          const page = await read(key, at, stop.signal)
          found = [...found, ...page.items]
          at = page.next_cursor ?? undefined
          const { read_to, read_until = null } = page
          setFailure(undefined)
          setState({
            ...{ items: [...before, ...found], next_cursor: page.next_cursor, key, loaded: true },
          })
          const isCut = at !== undefined && found.length < pageSize
          setReading(
            isCut && read_to ? { since, read_to, read_until, is_stopped: false } : undefined,
          )
          if (!read_to) break
        } while (at !== undefined && found.length < pageSize)
      } catch (error) {
        if (stop.signal.aborted) return
        setFailure(failureOf(error))
        setReading((old) => old && { ...old, is_stopped: true })
      }
      if (!stop.signal.aborted) setBusy(false)
    },
    [key, read, latest, under, setState, setBusy, setFailure, setReading],
  )
}

type Gather = ReturnType<typeof useGather>

/** Reads the newest page: to start over from it, or only to count what waits there. */
function useNewest<T extends { id: number }>(
  key: string,
  read: ReadCursor<T>,
  held: Held<T>,
  gather: Gather,
) {
  const { latest, under } = held
  const [fresh, setFresh] = useState({ count: 0, at_least: false })
  const [round, setRound] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    const count = async () => {
      if (document.hidden) return
      // What fails here is read again in half a minute; the list itself says what it could not read.
      const page = await read(key, undefined, stop.signal).catch(() => undefined)
      if (page && !stop.signal.aborted) setFresh(freshOf(latest.current.items, page.items))
    }
    const isOther = latest.current.key !== key || !latest.current.loaded
    if (isOther || round > 0) {
      setFresh({ count: 0, at_least: false })
      void gather(undefined)
    }
    const timer = setInterval(() => void count(), everyMs * (0.9 + Math.random() * 0.2))
    return () => {
      stop.abort()
      under.current?.abort()
      clearInterval(timer)
    }
  }, [key, read, round, latest, under, gather])
  return { fresh, restart: useCallback(() => setRound((value) => value + 1), []) }
}

export function useCursor<T extends { id: number }>(
  key: string,
  read: ReadCursor<T>,
  first: CursorPage<T> | undefined,
): CursorList<T> {
  const held = useHeld(key, first)
  const gather = useGather(key, read, held)
  const { fresh, restart } = useNewest(key, read, held, gather)
  const { busy, failure, reading, under, setBusy, setReading } = held
  const { items, next_cursor, loaded } = held.state
  const more = useCallback(() => {
    if (next_cursor !== null) void gather(next_cursor)
  }, [gather, next_cursor])
  const stop = useCallback(() => {
    under.current?.abort()
    setBusy(false)
    setReading((old) => old && { ...old, is_stopped: true })
  }, [under, setBusy, setReading])
  const has_more = next_cursor !== null
  return { items, has_more, loaded, busy, failure, fresh, reading, more, stop, restart }
}
