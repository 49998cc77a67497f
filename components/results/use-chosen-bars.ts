'use client'
// A stretch of bars that is being chosen: dragged over, clicked, or walked with arrow keys.
import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { type Bars, chosenStretch } from './histogram-words'
import type { Stretch } from './range-words'

/** The two ends of what is chosen, as places of bars; one place while nothing is dragged. */
export type Chosen = { anchor: number; end: number }

const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

type Choosing = {
  chosen: Chosen | undefined
  /** The last place. */
  last: number
  set: (chosen: Chosen | undefined) => void
  take: (chosen: Chosen) => void
}

const within = (place: number, last: number) => Math.min(last, Math.max(0, place))

/** Arrow keys walk, Shift extends, Enter takes, Escape lets go. */
function keysOf({ chosen, last, set, take }: Choosing) {
  return (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      const end = within((chosen?.end ?? (step > 0 ? -1 : last + 1)) + step, last)
      set({ anchor: event.shiftKey && chosen ? chosen.anchor : end, end })
    } else if ((event.key === 'Enter' || event.key === ' ') && chosen) {
      event.preventDefault()
      take(chosen)
    } else if (event.key === 'Escape' && chosen) {
      event.stopPropagation()
      set(undefined)
    }
  }
}

/** Moving points at a bar, dragging chooses several. */
function usePointer({ chosen, last, set, take }: Choosing) {
  const [isDragging, setDragging] = useState(false)
  const placeOf = ({ clientX, currentTarget }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    return width === 0 ? 0 : within(Math.floor(((clientX - left) / width) * (last + 1)), last)
  }
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture?.(event.pointerId)
      const place = placeOf(event)
      setDragging(true)
      set({ anchor: place, end: place })
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const end = placeOf(event)
      set({ anchor: isDragging && chosen ? chosen.anchor : end, end })
    },
    onPointerUp: () => {
      if (isDragging && chosen) take(chosen)
      setDragging(false)
    },
    onPointerCancel: () => {
      setDragging(false)
      set(undefined)
    },
    onPointerLeave: () => !isDragging && set(undefined),
  }
}

/** Choosing a stretch of bars, by pointer or by keys. */
export function useChosenBars(all: Bars, onZoom: (stretch: Stretch) => void) {
  const [held, set] = useState<Chosen>()
  const last = all.bars.length - 1
  // Bars may have become fewer since.
  const chosen = held && { anchor: within(held.anchor, last), end: within(held.end, last) }
  const take = ({ anchor, end }: Chosen) => {
    set(undefined)
    onZoom(chosenStretch(all, anchor, end))
  }
  const choosing = { chosen, last, set, take }
  return {
    chosen,
    handlers: {
      ...usePointer(choosing),
      onKeyDown: keysOf(choosing),
      onBlur: () => set(undefined),
    },
  }
}
