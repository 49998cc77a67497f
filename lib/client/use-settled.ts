// Asks the server once a value has stood still. What is on its way for an older value is abandoned;
// the last answer stays readable until the next is there.
import { useEffect, useRef, useState } from 'react'
import { type ApiFailure, failureOf } from './api'

export type Settled<K, T> = {
  /** The last answer and what it was asked for. */
  answer: { about: K; value: T } | undefined
  /** The value moved on and its answer is not there yet. */
  busy: boolean
  failure: ApiFailure | undefined
}

/** Calls `ask` for `value` after `ms` without a change; undefined asks nothing. `value` by identity. */
export function useSettled<K, T>(
  value: K | undefined,
  ms: number,
  ask: (value: K, signal: AbortSignal) => Promise<T>,
): Settled<K, T> {
  const [answer, setAnswer] = useState<Settled<K, T>['answer']>()
  const [failure, setFailure] = useState<ApiFailure>()
  const latest = useRef(ask)
  useEffect(() => {
    latest.current = ask
  })
  useEffect(() => {
    if (value === undefined) return
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const given = await latest.current(value, stop.signal)
        if (stop.signal.aborted) return
        setAnswer({ about: value, value: given })
        setFailure(undefined)
      } catch (error) {
        if (stop.signal.aborted) return
        setFailure(failureOf(error))
      }
    }, ms)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [value, ms])
  return { answer, busy: value !== undefined && answer?.about !== value && !failure, failure }
}
