// Moments at which the states of a query changed: placed on a slider, stepped through, counted over time.
// Pure.
import type { TicksReply } from '@/lib/wire/results-changes'
import type { Bars } from './histogram-words'

export type Tick = { at: number; hosts: number; changes: number }

export const ticksOf = (reply: TicksReply): Tick[] =>
  reply.ticks.map(({ at, hosts, changes }) => ({ at: Date.parse(String(at)), hosts, changes }))

/** The last tick before a moment; undefined when there is none. */
export function tickBefore(ticks: readonly Tick[], at: number): Tick | undefined {
  return ticks.findLast((tick) => tick.at < at)
}

/** The first tick after a moment; undefined when there is none. */
export function tickAfter(ticks: readonly Tick[], at: number): Tick | undefined {
  return ticks.find((tick) => tick.at > at)
}

const barsCount = 60

/** Changes in equal steps of the whole time, those without any too. */
export function tickBars(reply: TicksReply, count = barsCount): Bars {
  const [from, to] = [Date.parse(String(reply.from)), Date.parse(String(reply.to))]
  const step = Math.max(1_000, Math.ceil((to - from) / count / 1000) * 1000)
  const bars = Array.from({ length: Math.max(1, Math.ceil((to - from) / step)) }, (_, index) => ({
    at: from + index * step,
    count: 0,
  }))
  for (const { at, changes } of ticksOf(reply)) {
    const bar = bars[Math.min(bars.length - 1, Math.max(0, Math.floor((at - from) / step)))]
    if (bar) bar.count += changes
  }
  return { bars, step, noun: 'change' }
}
