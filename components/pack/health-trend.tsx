'use client'
// Cost over the days: a line of medians small enough for a row, and the chart by revision.
import { ChartCard } from '@/components/ui/chart-card'
import type { ChartColor, ChartPoint, ChartSeries } from '@/components/ui/chart-types'
import { formatMs } from '@/lib/client/format'
import type { TrendPoint } from '@/lib/wire/health'
import { changeInAWeek, medians } from './health-words'

const width = 64
const height = 20
const pad = 2

/** Where each median lies; the first point of another revision begins a new line. */
function linesOf(trend: readonly TrendPoint[]): string[] {
  const points = medians(trend).slice(-30)
  const most = Math.max(1, ...points.map(({ p50 }) => p50))
  const step = points.length > 1 ? (width - 2 * pad) / (points.length - 1) : 0
  const lines: string[] = []
  let revision: number | undefined
  for (const [at, point] of points.entries()) {
    const x = (pad + at * step).toFixed(1)
    const y = (height - pad - (point.p50 / most) * (height - 2 * pad)).toFixed(1)
    if (point.revision === revision) lines[lines.length - 1] += ` L${x} ${y}`
    else lines.push(`M${x} ${y} h0.01`)
    revision = point.revision
  }
  return lines
}

export function TrendSpark({ trend }: { trend: readonly TrendPoint[] }) {
  if (medians(trend).length < 2) return null
  const change = changeInAWeek(trend)
  const share =
    change === null ? 'new this week' : `${Math.round(change * 100)} % against 7 days ago`
  return (
    <svg
      role="img"
      aria-label={`Median cost a run by day, ${share}`}
      viewBox={`0 0 ${width} ${height}`}
      className="h-5 w-16 shrink-0"
    >
      <title>{share}</title>
      {linesOf(trend).map((line) => (
        <path
          key={line}
          d={line}
          className="fill-none stroke-accent"
          strokeWidth={2}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      ))}
    </svg>
  )
}

const colors: readonly ChartColor[] = [
  'chart-1',
  'chart-2',
  'chart-3',
  'chart-4',
  'chart-5',
  'chart-6',
]

function chartOf(trend: readonly TrendPoint[]): { series: ChartSeries[]; points: ChartPoint[] } {
  const revisions = [...new Set(trend.map(({ revision }) => revision))].sort((a, b) => a - b)
  const shown = revisions.slice(-colors.length)
  const series = shown.map((revision, at) => ({
    key: `r${revision}`,
    label: `r${revision}`,
    color: colors[at] ?? 'chart-1',
  }))
  const days = [...new Set(trend.map(({ day }) => day))].sort()
  const points = days.map((day) => ({
    at: Date.parse(day),
    values: Object.fromEntries(
      shown.map((revision) => {
        const point = trend.find((each) => each.day === day && each.revision === revision)
        return [`r${revision}`, point ? Math.round(point.p50 * 10) / 10 : null]
      }),
    ),
  }))
  return { series, points }
}

export function TrendChart({ trend }: { trend: readonly TrendPoint[] }) {
  const { series, points } = chartOf(trend)
  const last = medians(trend).at(-1)
  return (
    <ChartCard
      title="Cost by revision"
      unit="ms a run, median of hosts"
      kind="line"
      value={last ? formatMs(last.p50) : undefined}
      series={series}
      points={points}
      empty="No host has told a cost yet. Schedules are read every hour."
    />
  )
}
