'use client'
// How wide an element is drawn, for what must not overlap in it.
import { type RefObject, useEffect, useState } from 'react'

/** In CSS pixels; `otherwise` until it was measured. */
export function useWidth(element: RefObject<HTMLElement | null>, otherwise: number): number {
  const [width, setWidth] = useState(otherwise)
  useEffect(() => {
    if (!element.current) return
    const watch = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(entry.contentRect.width)
    })
    watch.observe(element.current)
    return () => watch.disconnect()
  }, [element])
  return width
}
