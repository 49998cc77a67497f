'use client'
// A wait that is told to whoever waits.
import { useEffect, useState } from 'react'

/** Whole seconds left until what `start` set; 0 when nothing is awaited. */
export function useCountdown(): { left: number; start: (seconds: number) => void } {
  const [until, setUntil] = useState(0)
  const [left, setLeft] = useState(0)
  useEffect(() => {
    if (until === 0) return
    const tick = () => setLeft(Math.max(0, Math.ceil((until - performance.now()) / 1_000)))
    tick()
    const timer = setInterval(tick, 250)
    return () => clearInterval(timer)
  }, [until])
  return { left, start: (seconds) => setUntil(performance.now() + seconds * 1_000) }
}
