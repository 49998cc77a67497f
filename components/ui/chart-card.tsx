'use client'
// One measure over time: title with unit, value now, 160 px plot, and the same numbers as a table.
// The drawing code is loaded when a chart is first shown; until then there are axes and no data.
import { ChartSpline, Table2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { type ReactNode, useState } from 'react'
import { formatClock } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import { IconButton } from './button'
import { Card } from './card'
import type { ChartPoint, ChartSeries } from './chart-types'
import { EmptyState } from './page-states'

type ChartCardProps = {
  title: string
  unit: string
  /** The value now, already formatted. */
  value?: ReactNode
  note?: ReactNode
  kind?: 'line' | 'area'
  series: readonly ChartSeries[]
  /** In order of time. A null is a gap; undefined points mean they are being read. */
  points: readonly ChartPoint[] | undefined
  /** Why there is nothing to draw, once `points` is empty. */
  empty?: string
  /** A click on a moment. */
  onPick?: (at: number) => void
  actions?: ReactNode
  className?: string
}

const Plot = dynamic(() => import('./chart-plot').then((module) => module.ChartPlot), {
  ssr: false,
  loading: () => <ChartAxes />,
})

export function ChartCard(props: ChartCardProps) {
  const { title, unit, value, note, kind = 'area', series, points, empty, actions } = props
  const [table, setTable] = useState(false)
  const summary = `${title}, ${unit}. ${summarise(series, points ?? [])}`
  return (
    <Card
      title={title}
      note={note}
      className={props.className ?? ''}
      actions={
        <>
          {actions}
          <TableSwitch table={table} onChange={setTable} />
        </>
      }
    >
      <Measure value={value} unit={unit} series={series} />
      {points === undefined && <ChartAxes />}
      {points?.length === 0 && (
        <EmptyState className="h-40 justify-center py-0" title={empty ?? 'Nothing measured yet'} />
      )}
      {points && points.length > 0 && !table && (
        <Plot
          kind={kind}
          series={series}
          points={points}
          summary={summary}
          {...(props.onPick ? { onPick: props.onPick } : {})}
        />
      )}
      {points && points.length > 0 && table && (
        <ChartTable title={title} series={series} points={points} />
      )}
    </Card>
  )
}

type TableSwitchProps = { table: boolean; onChange: (table: boolean) => void }

function TableSwitch({ table, onChange }: TableSwitchProps) {
  return (
    <IconButton
      label={table ? 'As chart' : 'As table'}
      aria-pressed={table}
      onClick={() => onChange(!table)}
    >
      {table ? <ChartSpline aria-hidden /> : <Table2 aria-hidden />}
    </IconButton>
  )
}

type MeasureProps = { value: ReactNode; unit: string; series: readonly ChartSeries[] }

function Measure({ value, unit, series }: MeasureProps) {
  return (
    <div className="mb-2 flex items-baseline gap-2">
      {value !== undefined && <span className="text-figure tabular-nums">{value}</span>}
      <span className="text-fg-subtle">{unit}</span>
      <Legend series={series} />
    </div>
  )
}

function summarise(series: readonly ChartSeries[], points: readonly ChartPoint[]): string {
  const parts = series.map(({ key, label }) => {
    const known = points
      .map(({ values }) => values[key])
      .filter((value) => typeof value === 'number')
    if (known.length === 0) return `${label}: no data`
    const last = known[known.length - 1]
    return `${label}: from ${Math.min(...known)} to ${Math.max(...known)}, last ${last}`
  })
  return `${parts.join('; ')}.`
}

function Legend({ series }: { series: readonly ChartSeries[] }) {
  if (series.length < 2) return null
  return (
    <span className="ms-auto flex flex-wrap gap-x-3 text-meta">
      {series.map(({ key, label, color }) => (
        <span key={key} className="inline-flex items-center gap-1 text-fg-muted">
          <span
            aria-hidden
            className="state-part h-0.5 w-3"
            style={{ background: `var(--color-${color})` }}
          />
          {label}
        </span>
      ))}
    </span>
  )
}

/** Axes and nothing else: a skeleton that cannot be taken for data. */
export function ChartAxes() {
  return (
    <div aria-hidden className="relative h-40 max-sm:h-35">
      <div className="absolute inset-x-0 top-2 bottom-6 ms-9 border-line border-s border-b" />
    </div>
  )
}

// A region that scrolls must be reachable with the keyboard.
const scrollable = { tabIndex: 0 }

type ChartTableProps = {
  title: string
  series: readonly ChartSeries[]
  points: readonly ChartPoint[]
}

function ChartTable({ title, series, points }: ChartTableProps) {
  const zone = useZone()
  return (
    <section aria-label={`${title} as a table`} {...scrollable} className="h-40 overflow-y-auto">
      <table className="w-full tabular-nums">
        <thead className="sticky top-0 bg-surface text-fg-muted text-meta">
          <tr>
            <th scope="col" className="text-start font-medium">
              Time
            </th>
            {series.map(({ key, label }) => (
              <th key={key} scope="col" className="text-end font-medium">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.at} className="border-line border-t">
              <td>{formatClock(point.at, zone)}</td>
              {series.map(({ key }) => (
                <td key={key} className="text-end">
                  {point.values[key] ?? <span className="text-fg-subtle">no data</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
