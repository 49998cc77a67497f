// What a chart over time is made of. Colours are tokens: states for states, chart-1 to -8 otherwise.
import type { Tone } from './state-words'

export type ChartColor = Tone | 'accent' | `chart-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`

export type ChartSeries = { key: string; label: string; color: ChartColor }

/** `at` in ms. A null value is a gap and is drawn as one. */
export type ChartPoint = { at: number; values: Record<string, number | null> }
