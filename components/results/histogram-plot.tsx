'use client'
// The bars: dragged over, clicked, or walked with arrow keys to choose a stretch of time.
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { formatCount } from '@/lib/client/format'
import { useNow, useZone } from '@/lib/client/use-clock'
import { useMedia } from '@/lib/client/use-media'
import {
  axisMoments,
  axisTop,
  type Bars,
  barsSummary,
  barWords,
  chosenStretch,
} from './histogram-words'
import type { Stretch } from './range-words'

type PlotProps = { all: Bars; label: string; onZoom: (stretch: Stretch) => void }

/** The two ends of what is chosen, as places of bars; one place while nothing is dragged. */
type Chosen = { anchor: number; end: number }

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

function useChosen({ all, onZoom }: PlotProps) {
  const box = useRef<HTMLDivElement>(null)
  const [chosen, setChosen] = useState<Chosen>()
  const [isDragging, setDragging] = useState(false)
  const last = all.bars.length - 1
  const within = (place: number) => Math.min(last, Math.max(0, place))
  const placeAt = ({ clientX }: PointerEvent) => {
    const area = box.current?.getBoundingClientRect()
    if (!area || area.width === 0) return 0
    return within(Math.floor(((clientX - area.left) / area.width) * all.bars.length))
  }
  const take = ({ anchor, end }: Chosen) => {
    setChosen(undefined)
    onZoom(chosenStretch(all, within(anchor), within(end)))
  }
  const pointer = {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture?.(event.pointerId)
      const place = placeAt(event)
      setDragging(true)
      setChosen({ anchor: place, end: place })
    },
    onPointerMove: (event: PointerEvent) => {
      const end = placeAt(event)
      setChosen((old) => ({ anchor: isDragging ? (old?.anchor ?? end) : end, end }))
    },
    onPointerUp: () => {
      if (isDragging && chosen) take(chosen)
      setDragging(false)
    },
    onPointerCancel: () => {
      setDragging(false)
      setChosen(undefined)
    },
    onPointerLeave: () => !isDragging && setChosen(undefined),
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      const end = within((chosen?.end ?? (step > 0 ? -1 : last + 1)) + step)
      setChosen({ anchor: event.shiftKey && chosen ? chosen.anchor : end, end })
    } else if ((event.key === 'Enter' || event.key === ' ') && chosen) {
      event.preventDefault()
      take(chosen)
    } else if (event.key === 'Escape' && chosen) {
      event.stopPropagation()
      setChosen(undefined)
    }
  }
  const chosenNow = chosen && { anchor: within(chosen.anchor), end: within(chosen.end) }
  return {
    box,
    chosen: chosenNow,
    isDragging,
    pointer,
    onKeyDown,
    leave: () => setChosen(undefined),
  }
}

function Axis({ all }: { all: Bars }) {
  const place = { now: useNow(), zone: useZone() }
  const isPhone = useMedia('(max-width: 639px)')
  return (
    <div
      aria-hidden
      className="flex justify-between border-line-strong border-t pt-0.5 text-fg-subtle text-meta tabular-nums"
    >
      {axisMoments(all, isPhone ? 3 : 5, place).map(({ share, text }) => (
        <span key={share}>{text}</span>
      ))}
    </div>
  )
}

function Drawn({ all, top, chosen }: { all: Bars; top: number; chosen: Chosen | undefined }) {
  const from = chosen && Math.min(chosen.anchor, chosen.end)
  const to = chosen && Math.max(chosen.anchor, chosen.end)
  const isIn = (place: number) =>
    from !== undefined && to !== undefined && place >= from && place <= to
  return (
    <div aria-hidden className="absolute inset-0 flex items-end">
      {all.bars.map(({ at, count }, place) => (
        <span
          key={at}
          className={cn('flex h-full min-w-0 flex-1 items-end px-px', isIn(place) && 'bg-selected')}
        >
          <span
            className={cn(
              'state-part w-full rounded-t-[2px]',
              isIn(place) ? 'bg-accent' : 'bg-chart-1',
            )}
            style={{ height: count === 0 ? 0 : `max(2px, ${(100 * count) / top}%)` }}
          />
        </span>
      ))}
    </div>
  )
}

function Reading({ text, share }: { text: string; share: number }) {
  return (
    <span
      aria-hidden
      className="pointer-events-none absolute -top-1 z-sticky -translate-y-full whitespace-nowrap rounded-md border border-line-strong bg-raised px-2 py-1 text-meta tabular-nums shadow-pop"
      style={share < 0.5 ? { left: `${share * 100}%` } : { right: `${(1 - share) * 100}%` }}
    >
      {text}
    </span>
  )
}

export function HistogramPlot(props: PlotProps) {
  const { all, label } = props
  const place = { now: useNow(), zone: useZone() }
  const { box, chosen, pointer, onKeyDown, leave } = useChosen(props)
  const top = axisTop(all.bars)
  const said = chosen ? barWords(all, chosen.anchor, chosen.end, place) : barsSummary(all, place)
  const middle = chosen ? (chosen.anchor + chosen.end + 1) / 2 / Math.max(1, all.bars.length) : 0
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
      <span
        aria-hidden
        className="flex h-20 flex-col justify-between text-end text-fg-subtle text-meta tabular-nums max-sm:h-16"
      >
        <span>{formatCount(top)}</span>
        <span>0</span>
      </span>
      <div
        ref={box}
        role="slider"
        tabIndex={0}
        aria-label={`${label}: arrow keys choose a time, Shift extends it, Enter zooms`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, all.bars.length - 1)}
        aria-valuenow={chosen?.end ?? 0}
        aria-valuetext={said}
        onKeyDown={onKeyDown}
        onBlur={leave}
        {...pointer}
        className="relative h-20 cursor-crosshair touch-pan-y select-none outline-offset-2 max-sm:h-16"
      >
        <Drawn all={all} top={top} chosen={chosen} />
        {chosen && <Reading text={said} share={middle} />}
      </div>
      <span />
      <Axis all={all} />
    </div>
  )
}
