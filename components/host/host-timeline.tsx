'use client'
// The last hours of a host over one axis. Dragging, or the buttons, choose another stretch, which is part
// of the address; the same as a table.
import { ChevronLeft, ChevronRight, ZoomIn, ZoomOut } from 'lucide-react'
import Link from 'next/link'
import { type PointerEvent, useRef, useState } from 'react'
import { Button, IconButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Pending } from '@/components/ui/pending'
import { Time } from '@/components/ui/time'
import { formatClock, formatCount, formatDuration, formatInstant } from '@/lib/client/format'
import { useNow, useZone } from '@/lib/client/use-clock'
import { usePoll } from '@/lib/client/use-poll'
import { useUrlParams } from '@/lib/client/use-url-params'
import { HostTimeline } from '@/lib/wire/host-timeline'
import { CheckInLane, ConfigLane, MarkLanes, type Place, ResultsLane } from './timeline-lanes'
import { type Happening, happeningsOf } from './timeline-words'
import { useWidth } from './use-width'

const dayMs = 86_400_000
const leastMs = 5 * 60_000
const mostMs = 30 * dayMs
const tableRows = 60
/** Marks are targets of that size; closer ones are drawn as one. */
const markPx = 26
const phoneWidth = 280

type Stretch = { from: number; to: number }

/** The stretch of the address and ways to others; without one it is the last 24 hours. */
function useStretch(shown: Stretch) {
  const [params, change] = useUrlParams()
  const isSet = params.has('from') && params.has('to')
  const show = ({ from, to }: Stretch) => {
    const long = Math.min(mostMs, Math.max(leastMs, to - from))
    const middle = (from + to) / 2
    const iso = (at: number) => new Date(at).toISOString()
    change({ from: iso(middle - long / 2), to: iso(middle + long / 2) })
  }
  const long = shown.to - shown.from
  return {
    isSet,
    query: isSet
      ? `?${new URLSearchParams({ from: params.get('from') ?? '', to: params.get('to') ?? '' })}`
      : '',
    show,
    zoom: (factor: number) => {
      const middle = (shown.from + shown.to) / 2
      show({ from: middle - (long * factor) / 2, to: middle + (long * factor) / 2 })
    },
    move: (share: number) => show({ from: shown.from + long * share, to: shown.to + long * share }),
    reset: () => change({ from: undefined, to: undefined }),
  }
}

type StretchState = ReturnType<typeof useStretch>

type ControlsProps = {
  stretch: StretchState
  long: number
  asTable: boolean
  onTable: () => void
}

function Zoom({ stretch, long }: Pick<ControlsProps, 'stretch' | 'long'>) {
  return (
    <>
      <IconButton
        label="Zoom in"
        onClick={() => stretch.zoom(0.5)}
        disabledReason={long <= leastMs ? 'No closer than 5 minutes' : undefined}
      >
        <ZoomIn aria-hidden />
      </IconButton>
      <IconButton
        label="Zoom out"
        onClick={() => stretch.zoom(2)}
        disabledReason={long >= mostMs ? 'No further than 30 days' : undefined}
      >
        <ZoomOut aria-hidden />
      </IconButton>
    </>
  )
}

function Controls({ stretch, long, asTable, onTable }: ControlsProps) {
  return (
    <>
      {stretch.isSet && (
        <Button size="small" variant="ghost" onClick={stretch.reset}>
          Last 24 h
        </Button>
      )}
      <IconButton label="Earlier" onClick={() => stretch.move(-0.5)}>
        <ChevronLeft aria-hidden />
      </IconButton>
      <IconButton label="Later" onClick={() => stretch.move(0.5)}>
        <ChevronRight aria-hidden />
      </IconButton>
      <Zoom stretch={stretch} long={long} />
      <Button size="small" variant="ghost" aria-pressed={asTable} onClick={onTable}>
        {asTable ? 'As lanes' : 'As table'}
      </Button>
    </>
  )
}

function Axis({ from, to }: Stretch) {
  const zone = useZone()
  const ticks = [0, 0.25, 0.5, 0.75, 1]
  const word = (at: number) =>
    to - from > 1.5 * dayMs
      ? formatInstant(at, zone).split(' ').slice(0, 2).join(' ')
      : formatClock(at, zone).slice(0, 5)
  return (
    <div
      aria-hidden
      className="ms-20 flex justify-between pt-1 text-fg-subtle text-meta tabular-nums max-sm:ms-16"
    >
      {ticks.map((share) => (
        <span key={share}>{word(from + (to - from) * share)}</span>
      ))}
    </div>
  )
}

/** Dragging over the lanes: the stretch that is being chosen, in shares of the axis. */
function useDrag(onChosen: (from: number, to: number) => void) {
  const area = useRef<HTMLDivElement>(null)
  const [drag, setDrag] = useState<{ from: number; to: number }>()
  const shareAt = (event: PointerEvent) => {
    const box = area.current?.getBoundingClientRect()
    return box ? Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) : 0
  }
  return {
    area,
    drag,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        const isLink = event.target instanceof Element && event.target.closest('a') !== null
        if (event.button !== 0 || event.pointerType !== 'mouse' || isLink) return
        const at = shareAt(event)
        setDrag({ from: at, to: at })
      },
      onPointerMove: (event: PointerEvent) =>
        setDrag((old) => old && { ...old, to: shareAt(event) }),
      onPointerLeave: () => setDrag(undefined),
      onPointerUp: () => {
        if (drag && Math.abs(drag.to - drag.from) > 0.01)
          onChosen(Math.min(drag.from, drag.to), Math.max(drag.from, drag.to))
        setDrag(undefined)
      },
    },
  }
}

type LanesProps = { timeline: HostTimeline; stretch: StretchState }

function Lanes({ timeline, stretch }: LanesProps) {
  const now = useNow()
  const from = Date.parse(timeline.from)
  const to = Date.parse(timeline.to)
  const place: Place = (at) => {
    const time = typeof at === 'number' ? at : Date.parse(at)
    return Math.min(100, Math.max(0, (100 * (time - from)) / (to - from)))
  }
  const { area, drag, handlers } = useDrag((left, right) =>
    stretch.show({ from: from + (to - from) * left, to: from + (to - from) * right }),
  )
  const width = useWidth(area, phoneWidth)
  const drawn = { timeline, place, now: Math.max(now, to) }
  return (
    <div className="relative select-none" {...handlers}>
      <CheckInLane {...drawn} />
      <ConfigLane {...drawn} />
      <ResultsLane {...drawn} />
      <MarkLanes timeline={timeline} place={place} apart={(100 * markPx) / width} />
      <Axis from={from} to={to} />
      <div
        ref={area}
        aria-hidden
        className="pointer-events-none absolute inset-y-0 start-20 end-0 max-sm:start-16"
      >
        {drag && (
          <span
            className="absolute inset-y-0 bg-accent opacity-20"
            style={{
              left: `${100 * Math.min(drag.from, drag.to)}%`,
              width: `${100 * Math.abs(drag.to - drag.from)}%`,
            }}
          />
        )}
      </div>
    </div>
  )
}

function TableRow({ one }: { one: Happening }) {
  return (
    <tr className="border-line border-t align-top">
      <td className="whitespace-nowrap py-1 pe-4">
        <Time at={one.at} source="server received" />
      </td>
      <td className="py-1 pe-4 text-fg-muted">{one.lane}</td>
      <td className="break-words py-1">
        {one.href ? (
          <Link href={one.href} className="inline-flex min-h-6 items-center underline">
            {one.text}
          </Link>
        ) : (
          one.text
        )}
      </td>
    </tr>
  )
}

function AsTable({ timeline }: { timeline: HostTimeline }) {
  const list = happeningsOf(timeline, useNow())
  if (list.length === 0) return <p className="text-fg-muted">Nothing happened in this time.</p>
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-start">
        <thead>
          <tr className="text-fg-muted text-meta">
            <th className="py-1 pe-4 text-start font-medium">When</th>
            <th className="py-1 pe-4 text-start font-medium">Lane</th>
            <th className="py-1 text-start font-medium">What</th>
          </tr>
        </thead>
        <tbody>
          {list.slice(0, tableRows).map((one) => (
            <TableRow key={`${one.lane} ${one.at} ${one.text}`} one={one} />
          ))}
        </tbody>
      </table>
      {list.length > tableRows && (
        <p className="pt-2 text-fg-muted">
          {formatCount(list.length - tableRows)} more: zoom in to see them.
        </p>
      )}
    </div>
  )
}

export function HostTimelineCard({ hostId, first }: { hostId: number; first: HostTimeline }) {
  const [asTable, setAsTable] = useState(false)
  const [shown, setShown] = useState({ from: Date.parse(first.from), to: Date.parse(first.to) })
  const stretch = useStretch(shown)
  const poll = usePoll(HostTimeline, `/api/v1/fleet/hosts/${hostId}/timeline${stretch.query}`, 30)
  const timeline = poll.value ?? first
  const [from, to] = [Date.parse(timeline.from), Date.parse(timeline.to)]
  if (shown.from !== from || shown.to !== to) setShown({ from, to })
  const long = to - from
  if (poll.failure && !poll.value)
    return <Pending poll={poll} failed="The timeline could not be read" />
  return (
    <Card
      title={stretch.isSet ? formatDuration(long / 1000) : 'Last 24 h'}
      note={<span className="max-sm:hidden">drag to zoom</span>}
      actions={
        <Controls
          stretch={stretch}
          long={long}
          asTable={asTable}
          onTable={() => setAsTable((old) => !old)}
        />
      }
      className="mb-4"
    >
      {asTable ? <AsTable timeline={timeline} /> : <Lanes timeline={timeline} stretch={stretch} />}
    </Card>
  )
}
