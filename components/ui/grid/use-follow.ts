'use client'
// Following a stream at its end. The reader wins: scrolling away from the end holds at once.
import { useEffect, useLayoutEffect, useRef } from 'react'

/** How far from the end still counts as being there. */
const slackPx = 60

export type Follow = {
  on: boolean
  /** The reader took over: scrolled away, sorted, searched or chose a cell. */
  onHold: () => void
}

/** Keeps the end of `scroller` in view while following; scrolling up calls `onHold`. */
export function useFollow(
  scroller: { current: HTMLDivElement | null },
  length: number,
  follow: Follow | undefined,
): void {
  const on = follow?.on === true
  const latest = useRef(follow)
  useEffect(() => {
    latest.current = follow
  })
  useLayoutEffect(() => {
    const element = scroller.current
    if (on && element && length > 0) element.scrollTop = element.scrollHeight
  }, [scroller, on, length])
  useEffect(() => {
    const element = scroller.current
    if (!on || !element) return
    let top = element.scrollTop
    const scrolled = () => {
      const away = element.scrollHeight - element.clientHeight - element.scrollTop
      const up = element.scrollTop < top
      top = element.scrollTop
      if (up && away > slackPx) latest.current?.onHold()
    }
    element.addEventListener('scroll', scrolled, { passive: true })
    return () => element.removeEventListener('scroll', scrolled)
  }, [scroller, on])
}
