// CSV as spreadsheets read it: RFC 4180 quoting, and no cell that a spreadsheet would run (S76).

const startsFormula = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/
const needsQuotes = /[",\r\n]/

/** One cell; what looks like a formula is led by an apostrophe. */
export function csvCell(value: string): string {
  const safe = startsFormula.test(value) ? `'${value}` : value
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Cells side by side, as a record or a part of one has them. */
export const csvCells = (cells: readonly string[]): string => cells.map(csvCell).join(',')

/** One record with its line end. */
export const csvLine = (cells: readonly string[]): string => `${csvCells(cells)}\r\n`

/** A record whose first cells are made already, as those of a host are for each of its rows. */
export function csvRecord(
  first: string,
  columns: readonly string[],
  row: Readonly<Record<string, string>>,
): string {
  const cells = columns.map((column) => (Object.hasOwn(row, column) ? (row[column] ?? '') : ''))
  return columns.length === 0 ? `${first}\r\n` : `${first},${csvCells(cells)}\r\n`
}

/** Letters and digits of a name, for that of a file; `otherwise` when it has none. */
export function fileSlug(name: string, otherwise: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .toLowerCase()
  return slug === '' ? otherwise : slug
}

/** A moment as part of a file's name: `20261122T140000Z`. */
export const fileTime = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, '')

/** One line of a table for the clipboard, made as harmless as a CSV and without its line end. */
export function tsvLine(cells: readonly string[]): string {
  return cells
    .map((value) => {
      const safe = startsFormula.test(value) ? `'${value}` : value
      return /["\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
    })
    .join('\t')
}

/** A file for people, made as it is taken. */
export type Download = {
  /** Made by the server: letters, digits, dots and dashes. */
  file_name: string
  content_type: string
  /** The size of the whole, where it is known before. */
  bytes?: number
  /** Text or bytes in pieces of a few MiB at most. */
  chunks: AsyncIterable<string | Uint8Array>
}
