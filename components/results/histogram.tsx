'use client'
// How many over time: the sum as its title, bars to zoom by, the same numbers as a table.
import { ChartColumn, ChevronLeft, ChevronRight, Table2, ZoomOut } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button, IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { TopLine } from '@/components/ui/page-states'
import { formatCount } from '@/lib/client/format'
import { useNow, useZone } from '@/lib/client/use-clock'
import { HistogramPlot } from './histogram-plot'
import type { Bars } from './histogram-words'
import { type Stretch, stretchWords } from './range-words'

type HistogramProps = {
  /** The sum: "480 lines from 208 hosts". */
  title: ReactNode
  note?: ReactNode
  /** Names the plot. */
  label: string
  /** Undefined while it is read for the first time. */
  all: Bars | undefined
  busy: boolean
  /** Why it could not be read. */
  failure?: string | undefined
  onRetry?: () => void
  onZoom: (stretch: Stretch) => void
}

const stretchOf = ({ bars, step }: Bars): Stretch => {
  const from = bars[0]?.at ?? 0
  return { from, to: from + bars.length * step }
}

type ActsProps = {
  all: Bars
  table: boolean
  onTable: () => void
  onZoom: HistogramProps['onZoom']
}

function Acts({ all, table, onTable, onZoom }: ActsProps) {
  const { from, to } = stretchOf(all)
  const half = (to - from) / 2
  return (
    <div className="flex shrink-0 items-center">
      <IconButton label="Earlier" onClick={() => onZoom({ from: from - half, to: to - half })}>
        <ChevronLeft aria-hidden />
      </IconButton>
      <IconButton label="Later" onClick={() => onZoom({ from: from + half, to: to + half })}>
        <ChevronRight aria-hidden />
      </IconButton>
      <IconButton label="Zoom out" onClick={() => onZoom({ from: from - half, to: to + half })}>
        <ZoomOut aria-hidden />
      </IconButton>
      <IconButton label={table ? 'As chart' : 'As table'} aria-pressed={table} onClick={onTable}>
        {table ? <ChartColumn aria-hidden /> : <Table2 aria-hidden />}
      </IconButton>
    </div>
  )
}

// A region that scrolls must be reachable with the keyboard.
const scrollable = { tabIndex: 0 }

type RowProps = { at: number; count: number; step: number; onZoom: HistogramProps['onZoom'] }

function TableRow({ at, count, step, onZoom }: RowProps) {
  const zone = useZone()
  const now = useNow()
  const stretch = { from: at, to: at + step }
  return (
    <tr className="border-line border-t">
      <td>
        <button
          type="button"
          onClick={() => onZoom(stretch)}
          className="min-h-6 text-accent-fg hover:underline pointer-coarse:min-h-11"
        >
          {stretchWords(stretch, now, zone)}
        </button>
      </td>
      <td className="pe-2 text-end">{formatCount(count)}</td>
    </tr>
  )
}

function AsTable({ all, label, onZoom }: Pick<HistogramProps, 'label' | 'onZoom'> & { all: Bars }) {
  const told = all.bars.filter(({ count }) => count > 0).toReversed()
  return (
    <section
      aria-label={`${label} as a table`}
      {...scrollable}
      className="h-27 overflow-y-auto outline-offset-2"
    >
      <table className="w-full tabular-nums">
        <thead className="sticky top-0 bg-surface text-fg-muted text-meta">
          <tr>
            <th scope="col" className="text-start font-medium">
              Time
            </th>
            <th scope="col" className="pe-2 text-end font-medium">
              {all.noun}s
            </th>
          </tr>
        </thead>
        <tbody>
          {told.map(({ at, count }) => (
            <TableRow key={at} {...{ at, count, onZoom }} step={all.step} />
          ))}
        </tbody>
      </table>
      {told.length === 0 && <p className="py-2 text-fg-muted">No {all.noun} in this time.</p>}
    </section>
  )
}

function Unread({ failure, onRetry }: Pick<HistogramProps, 'failure' | 'onRetry'>) {
  if (failure === undefined)
    return <div aria-hidden className="ms-6 h-25 border-line border-s border-b max-sm:h-21" />
  return (
    <div className="flex h-25 flex-wrap items-center gap-3 text-fg-muted">
      <span>It could not be counted: {failure}</span>
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          Count again
        </Button>
      )}
    </div>
  )
}

export function Histogram(props: HistogramProps) {
  const { title, note, label, all, busy, failure, onRetry, onZoom } = props
  const [table, setTable] = useState(false)
  return (
    <section
      aria-label={label}
      className="relative mb-3 shrink-0 rounded-lg border border-line bg-surface px-4 pt-1 pb-2"
    >
      <TopLine shown={busy && all !== undefined} />
      <header className="flex min-h-9 items-center justify-between gap-2">
        <div className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <h2 className={cn('font-semibold tabular-nums', busy && 'text-fg-muted')}>{title}</h2>
          {note && <span className="text-fg-subtle text-meta tabular-nums">{note}</span>}
        </div>
        {all && <Acts all={all} table={table} onTable={() => setTable(!table)} onZoom={onZoom} />}
      </header>
      {!all && <Unread failure={failure} {...(onRetry ? { onRetry } : {})} />}
      {all && !table && <HistogramPlot all={all} label={label} onZoom={onZoom} />}
      {all && table && <AsTable all={all} label={label} onZoom={onZoom} />}
    </section>
  )
}
