'use client'
// Files of rows made in the browser, piece by piece so that the page goes on, and what such a file would
// weigh.
import type { LiveRow } from '@/lib/client/live-rows'
import { csvHead, rowCsv, rowNdjson } from './row-texts'

export type FileFormat = 'csv' | 'ndjson'

const rowsAtOnce = 2_000
const sampled = 200

const lineOf = (format: FileFormat) => (format === 'csv' ? rowCsv : rowNdjson)

const breath = () => new Promise((resolve) => setTimeout(resolve, 0))

/** The rows as a file of that format. */
export async function fileOf(
  rows: Iterable<LiveRow>,
  columns: readonly string[],
  format: FileFormat,
): Promise<Blob> {
  const line = lineOf(format)
  const pieces: string[] = format === 'csv' ? [csvHead(columns)] : []
  let lines: string[] = []
  for (const row of rows) {
    lines.push(line(row, columns))
    if (lines.length < rowsAtOnce) continue
    pieces.push(lines.join(''))
    lines = []
    await breath()
  }
  pieces.push(lines.join(''))
  return new Blob(pieces, { type: format === 'csv' ? 'text/csv' : 'application/x-ndjson' })
}

/** Bytes of `count` rows like the first few. */
export function sizeOf(
  rows: Iterable<LiveRow>,
  columns: readonly string[],
  format: FileFormat,
  count: number,
): number {
  const line = lineOf(format)
  let seen = 0
  let length = 0
  for (const row of rows) {
    length += new TextEncoder().encode(line(row, columns)).length
    seen += 1
    if (seen >= sampled) break
  }
  return seen === 0 ? 0 : Math.round((length / seen) * count)
}

/** Saves a file under that name. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  saveLink(url, name)
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Saves what is at that address; an empty name leaves it to the server. */
export function saveLink(href: string, name = ''): void {
  const link = document.createElement('a')
  link.href = href
  link.download = name
  link.click()
}
