// Result lines as one line of text, and the difference between the two clocks. Pure.
import { formatDuration, formatNoun } from '@/lib/client/format'
import type { LiveRow } from '@/lib/client/live-rows'
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

/** The one row that a line tells; undefined of a snapshot that has several, or none. */
export function rowOf({ columns, rows }: Pick<Result, 'columns' | 'rows'>): Columns | undefined {
  if (columns) return columns
  return rows?.length === 1 ? rows[0] : undefined
}

/** The columns that some of these lines carry, in the order of their first appearance. */
export function columnNames(lines: readonly Pick<Result, 'columns' | 'rows'>[]): string[] {
  return [...new Set(lines.flatMap((line) => Object.keys(rowOf(line) ?? {})))]
}

const rowsLooked = 20

/** Columns that can be filtered and grouped by: those of snapshots with several rows too. */
export function knownColumns(lines: readonly Pick<Result, 'columns' | 'rows'>[]): string[] {
  const names = lines.flatMap(({ columns, rows }) =>
    [...(columns ? [columns] : []), ...(rows ?? []).slice(0, rowsLooked)].flatMap(Object.keys),
  )
  return [...new Set(names)]
}

export const nameOf = ({ host }: Pick<Result, 'host'>): string => host.display_name || host.hostname

/** Where a line comes from: pack and query, or the live query. */
export function sourceOf({
  pack,
  query,
  campaign_id,
}: Pick<Result, 'pack' | 'query' | 'campaign_id'>): string {
  return campaign_id === null
    ? `${pack ?? '(unknown query)'} / ${query}`
    : `live query #${campaign_id}`
}

/** A line as the menu of rows takes it. */
export function menuRow(line: Pick<Result, 'id' | 'host' | 'columns' | 'rows'>): LiveRow {
  const row = rowOf(line)
  return { index: line.id, seq: line.id, host: line.host, cell: (name) => row?.[name] }
}

/** "7 s earlier": the agent's claim against the moment the server received it. */
export function clockGap({ unix_time, received_at }: Result): string {
  const seconds = Math.round(unix_time - Date.parse(received_at) / 1000)
  if (seconds === 0) return 'the same second'
  return `${formatDuration(Math.abs(seconds))} ${seconds < 0 ? 'earlier' : 'later'}`
}
