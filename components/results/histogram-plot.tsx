'use client'
// The bars: dragged over, clicked, or walked with arrow keys to choose a stretch of time.
import { cn } from '@/components/ui/cn'
import { formatCount } from '@/lib/client/format'
import { useNow, useZone } from '@/lib/client/use-clock'
import { useMedia } from '@/lib/client/use-media'
import { axisMoments, axisTop, type Bars, barsSummary, barWords } from './histogram-words'
import type { Stretch } from './range-words'
import { type Chosen, useChosenBars } from './use-chosen-bars'

type PlotProps = { all: Bars; label: string; onZoom: (stretch: Stretch) => void }

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

export function HistogramPlot({ all, label, onZoom }: PlotProps) {
  const place = { now: useNow(), zone: useZone() }
  const { chosen, handlers } = useChosenBars(all, onZoom)
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
        role="slider"
        tabIndex={0}
        aria-label={`${label}: arrow keys choose a time, Shift extends it, Enter zooms`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, all.bars.length - 1)}
        aria-valuenow={chosen?.end ?? 0}
        aria-valuetext={said}
        {...handlers}
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
