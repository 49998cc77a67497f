'use client'
// The drawing itself: zero-based, gaps left blank, one crosshair, arrow keys between points.
import {
  Area,
  AreaChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { formatCount, formatInstant } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import type { ChartPoint, ChartSeries } from './chart-types'

type ChartPlotProps = {
  kind: 'line' | 'area'
  series: readonly ChartSeries[]
  points: readonly ChartPoint[]
  /** The one sentence that says what the picture shows. */
  summary: string
  onPick?: (at: number) => void
}

const tick = { fill: 'var(--color-fg-subtle)', fontSize: 12 }

/** "14:00" within a day and a half, else "3 Mar". */
function axisTime(at: number, span: number, zone: string): string {
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' }
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
  const form = span > 129_600_000 ? day : time
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...form }).format(at)
}

function timeAxis(first: number, last: number, zone: string) {
  return (
    <XAxis
      dataKey="at"
      type="number"
      scale="time"
      domain={[first, last]}
      tickFormatter={(at: number) => axisTime(at, last - first, zone)}
      tick={tick}
      tickLine={false}
      axisLine={{ stroke: 'var(--color-line-strong)' }}
      minTickGap={48}
    />
  )
}

const countAxis = (
  <YAxis
    domain={[0, 'auto']}
    width={36}
    tick={tick}
    tickLine={false}
    axisLine={false}
    tickCount={4}
    allowDecimals={false}
  />
)

export function ChartPlot({ kind, series, points, summary, onPick }: ChartPlotProps) {
  const zone = useZone()
  const first = points[0]?.at ?? 0
  const last = points[points.length - 1]?.at ?? 0
  const Chart = kind === 'area' ? AreaChart : LineChart
  return (
    <figure aria-label={summary} className="h-40 max-sm:h-35">
      <ResponsiveContainer width="100%" height="100%" minWidth={0}>
        <Chart
          data={[...points]}
          margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
          title={summary}
          onClick={({ activeLabel }) => {
            if (onPick && typeof activeLabel === 'number') onPick(activeLabel)
          }}
        >
          <CartesianGrid vertical={false} stroke="var(--color-line)" />
          {timeAxis(first, last, zone)}
          {countAxis}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--color-fg-subtle)', strokeWidth: 1 }}
            content={({ active, label }) =>
              active && typeof label === 'number' ? (
                <Reading at={label} zone={zone} series={series} points={points} />
              ) : null
            }
          />
          {series.map((one, index) => curve(kind, one, index))}
        </Chart>
      </ResponsiveContainer>
    </figure>
  )
}

function curve(kind: 'line' | 'area', series: ChartSeries, index: number) {
  const color = `var(--color-${series.color})`
  const shared = {
    name: series.label,
    dataKey: (point: ChartPoint) => point.values[series.key] ?? null,
    stroke: color,
    strokeWidth: 1.5,
    // From the fifth series on colour alone no longer separates them.
    ...(index > 3 ? { strokeDasharray: '5 3' } : {}),
    connectNulls: false,
    dot: false,
    activeDot: { r: 3 },
    isAnimationActive: false,
  }
  return kind === 'area' ? (
    <Area key={series.key} {...shared} type="linear" fill={color} fillOpacity={0.12} />
  ) : (
    <Line key={series.key} {...shared} type="linear" />
  )
}

type ReadingProps = {
  at: number
  zone: string
  series: readonly ChartSeries[]
  points: readonly ChartPoint[]
}

function Reading({ at, zone, series, points }: ReadingProps) {
  const point = points.find((candidate) => candidate.at === at)
  if (!point) return null
  return (
    <div className="rounded-md border border-line-strong bg-raised px-2 py-1 text-meta shadow-pop">
      <div className="text-fg-muted tabular-nums">{formatInstant(at, zone)}</div>
      {series.map(({ key, label, color }) => {
        const value = point.values[key]
        return (
          <div key={key} className="flex items-center gap-2">
            <span
              aria-hidden
              className="h-0.5 w-3"
              style={{ background: `var(--color-${color})` }}
            />
            <span className="flex-1">{label}</span>
            <span className="font-medium tabular-nums">
              {typeof value === 'number' ? formatCount(value) : 'no data'}
            </span>
          </div>
        )
      })}
    </div>
  )
}
