'use client'
// Reads again when something moved, no more than once in three seconds.
import { useEffect, useRef } from 'react'

const paceMs = 3_000

/** `moved` is any text that changes when what is read may have changed. */
export function useMovingRefresh(moved: string, refresh: () => void): void {
  const last = useRef(moved)
  const readMs = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    if (last.current === moved) return
    const wait = Math.max(0, readMs.current + paceMs - performance.now())
    const timer = setTimeout(() => {
      last.current = moved
      readMs.current = performance.now()
      refresh()
    }, wait)
    return () => clearTimeout(timer)
  }, [moved, refresh])
}
