// Reads one thing again and again while the tab is visible, with jitter and without overlap.
// A failed read keeps the last value: stale but readable, and `readAt` says how old.
import { useCallback, useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { type ApiFailure, api, failureOf } from './api'

export type Poll<T> = {
  value: T | undefined
  /** When `value` was read, in this browser's ms. */
  readAt: number | undefined
  failure: ApiFailure | undefined
  loading: boolean
  refresh: () => void
}

type Reading<T> = Omit<Poll<T>, 'refresh'>

const unread = (loading: boolean) => ({
  value: undefined,
  readAt: undefined,
  failure: undefined,
  loading,
})

/** Polls `path` every `seconds`; a null path pauses. Changing the path keeps the old value meanwhile. */
export function usePoll<S extends z.ZodType>(
  schema: S,
  path: string | null,
  seconds: number,
): Poll<z.output<S>> {
  const [reading, setReading] = useState<Reading<z.output<S>>>(unread(path !== null))
  const [round, setRound] = useState(0)
  const shape = useRef(schema)
  const refresh = useCallback(() => setRound((value) => value + 1), [])

  useEffect(() => {
    if (path === null) return
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const later = () => {
      timer = setTimeout(read, seconds * 1000 * (0.9 + Math.random() * 0.2))
    }
    const read = async () => {
      if (document.hidden) return later()
      setReading((old) => ({ ...old, loading: true }))
      try {
        const value = await api(shape.current, path, { signal: stop.signal })
        setReading({ value, readAt: Date.now(), failure: undefined, loading: false })
      } catch (error) {
        if (stop.signal.aborted) return
        const failure = failureOf(error)
        setReading((old) => ({ ...old, failure, loading: false }))
      }
      later()
    }
    // `round` is read so that refresh() starts a new round at once.
    if (round >= 0) read()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [path, seconds, round])

  return { ...reading, refresh }
}
