'use client'
// The bars themselves: one a value, zero-based, labelled at their ends, walked with the arrow keys.
import type { KeyboardEvent } from 'react'
import { Badge } from '@/components/ui/badge'
import { cn } from '@/components/ui/cn'
import { AgentValue } from '@/components/ui/grid/grid-cell'
import { type Bar, type ChartChoice, figureText, measureWords } from './chart-words'

function Label({ bar }: { bar: Bar }) {
  if (bar.noRows) return <span className="text-fg-subtle">(no rows)</span>
  return <AgentValue value={bar.label} />
}

const widthOf = (value: number | null, most: number) =>
  value === null || most === 0 ? 0 : (Math.abs(value) / most) * 100

/** Moves focus to the bar before or after; Home and End to the ends. */
function step(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-bar]')]
  const at = items.findIndex((item) => item.matches(':focus'))
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key]
  const item = next === undefined ? undefined : items[next]
  if (!item) return
  event.preventDefault()
  for (const other of items) other.tabIndex = other === item ? 0 : -1
  item.focus()
}

type ChartBarsProps = { bars: readonly Bar[]; summary: string }

export function ChartBars({ bars, summary }: ChartBarsProps) {
  const most = Math.max(0, ...bars.map(({ value }) => Math.abs(value ?? 0)))
  return (
    <figure aria-label={summary} className="m-0">
      <ul onKeyDown={step} className="flex flex-col gap-1">
        {bars.map((bar, index) => (
          <li
            key={bar.key}
            data-bar=""
            tabIndex={index === 0 ? 0 : -1}
            className="grid min-h-7 grid-cols-[minmax(0,12rem)_minmax(0,1fr)] items-center gap-3 rounded-sm px-1 outline-offset-[-2px] hover:bg-hover max-sm:grid-cols-[7rem_minmax(0,1fr)]"
          >
            <span className="min-w-0 truncate">
              <Label bar={bar} />
            </span>
            <span className="flex min-w-0 items-center gap-2">
              <span
                aria-hidden
                className={cn(
                  'state-part h-4 min-w-[2px] rounded-sm',
                  bar.noRows ? 'bg-offline' : 'bg-chart-1',
                )}
                style={{ width: `calc((100% - 7rem) * ${widthOf(bar.value, most) / 100})` }}
              />
              <span className="whitespace-nowrap tabular-nums">{figureText(bar.value)}</span>
              {bar.outlier && <Badge>outlier</Badge>}
            </span>
          </li>
        ))}
      </ul>
    </figure>
  )
}

// A region that scrolls must be reachable with the keyboard.
const scrollable = { tabIndex: 0 }

export function ChartTable({ bars, choice }: { bars: readonly Bar[]; choice: ChartChoice }) {
  const { column, measure, of } = choice
  const measured = of === '' ? measureWords[measure] : `${measureWords[measure]} ${of}`
  return (
    <section
      aria-label={`${measured} by ${column} as a table`}
      {...scrollable}
      className="max-h-[60vh] overflow-auto"
    >
      <table className="w-full tabular-nums">
        <thead className="sticky top-0 bg-surface text-fg-muted text-meta">
          <tr>
            <th scope="col" className="mono text-start font-medium">
              {column}
            </th>
            <th scope="col" className="text-end font-medium">
              {measured}
            </th>
            <th scope="col" className="text-end font-medium">
              Hosts
            </th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.key} className="border-line border-t">
              <td className="max-w-0 py-1 pe-3">
                <Label bar={bar} />
              </td>
              <td className="text-end">{figureText(bar.value)}</td>
              <td className="text-end">{figureText(bar.hosts)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
