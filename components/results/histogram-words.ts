// A histogram in words and in shares: its axis, what one bar says, and the part that is being chosen. Pure.
import { formatCount, formatNoun } from '@/lib/client/format'
import { dayMs, type Stretch, shortInstant, stretchWords } from './range-words'

export type Bar = { at: number; count: number }

export type Bars = {
  /** In order of time, without gaps. */
  bars: readonly Bar[]
  /** How long a bar is, ms. */
  step: number
  /** What is counted: "line", "change". */
  noun: string
}

/** Whole bars from one to another, in either direction. */
export function chosenStretch({ bars, step }: Bars, one: number, other: number): Stretch {
  const first = bars[Math.min(one, other)]?.at ?? 0
  const last = bars[Math.max(one, other)]?.at ?? first
  return { from: first, to: last + step }
}

/** How many were counted from one bar to another. */
export function chosenCount({ bars }: Bars, one: number, other: number): number {
  return bars
    .slice(Math.min(one, other), Math.max(one, other) + 1)
    .reduce((sum, { count }) => sum + count, 0)
}

/** "14 Mar 13:00 to 13:15: 24 lines". */
export function barWords(
  all: Bars,
  one: number,
  other: number,
  { now, zone }: { now: number; zone: string },
): string {
  const stretch = stretchWords(chosenStretch(all, one, other), now, zone)
  return `${stretch}: ${formatNoun(chosenCount(all, one, other), all.noun)}`
}

/** The one sentence that says what the picture shows. */
export function barsSummary(all: Bars, place: { now: number; zone: string }): string {
  const { bars, noun } = all
  const peak = bars.reduce(
    (best, { count }, at) => (count > (bars[best]?.count ?? 0) ? at : best),
    0,
  )
  if ((bars[peak]?.count ?? 0) === 0) return `No ${noun} in this time.`
  const parts = formatNoun(bars.length, 'part')
  return `${parts}, most in ${barWords(all, peak, peak, place)}.`
}

/** The figure on the axis: its top is a round number not below the highest bar. */
export function axisTop(bars: readonly Bar[]): number {
  const highest = bars.reduce((most, { count }) => Math.max(most, count), 1)
  const size = 10 ** Math.floor(Math.log10(highest))
  const step = [1, 2, 4, 5, 10].find((times) => times * size >= highest) ?? 10
  return step * size
}

/** Moments under the axis, at equal distances, in the words that their distance needs. */
export function axisMoments(
  { bars, step }: Bars,
  count: number,
  { now, zone }: { now: number; zone: string },
): { share: number; text: string }[] {
  const from = bars[0]?.at ?? 0
  const long = bars.length * step
  const isLong = long > 36 * 3_600_000
  return Array.from({ length: count }, (_, index) => {
    const share = index / (count - 1)
    // Where a bar begins, so that its words are short ones.
    const at = from + Math.round(bars.length * share) * step
    const words = shortInstant(at, now, zone)
    if (long > 14 * dayMs) return { share, text: words.split(' ').slice(0, 2).join(' ') }
    return { share, text: isLong ? words : (words.split(' ').at(-1) ?? '') }
  })
}

export type Count = { value: number; at_least: boolean }

/** "at least 10,000 lines", while not all are counted. */
export function countWords({ value, at_least }: Count, noun: string): string {
  return at_least ? `at least ${formatNoun(value, noun)}` : formatNoun(value, noun)
}

/** "480", "10,000+": where there is no room for words. */
export const shortCount = ({ value, at_least }: Count): string =>
  `${formatCount(value)}${at_least ? '+' : ''}`
