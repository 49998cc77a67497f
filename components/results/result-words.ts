// Result lines as one line of text, and the difference between the two clocks. Pure.
import { formatDuration, formatNoun } from '@/lib/client/format'
import type { Result } from '@/lib/wire/results'
import type { Columns } from '@/lib/wire/values'

const rowText = (row: Columns) =>
  Object.entries(row)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')

/** A line's content in one line: its row, or how many rows a snapshot holds and the first of them. */
export function contentOf({ columns, rows }: Pick<Result, 'columns' | 'rows'>): string {
  if (columns) return rowText(columns)
  if (!rows || rows.length === 0) return ''
  return `${formatNoun(rows.length, 'row')}: ${rowText(rows[0] ?? {})}`
}

/** The columns that some of these lines carry, in the order of their first appearance. */
export function columnNames(lines: readonly Result[]): string[] {
  return [...new Set(lines.flatMap(({ columns }) => Object.keys(columns ?? {})))]
}

/** "7 s earlier": the agent's claim against the moment the server received it. */
export function clockGap({ unix_time, received_at }: Result): string {
  const seconds = Math.round(unix_time - Date.parse(received_at) / 1000)
  if (seconds === 0) return 'the same second'
  return `${formatDuration(Math.abs(seconds))} ${seconds < 0 ? 'earlier' : 'later'}`
}
