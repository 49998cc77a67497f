// A row of agents in the words of others: JSON, CSV, a condition of SQL; and the filters that a value
// suggests.
import type { LiveRow } from '@/lib/client/live-rows'
import { hostNameColumn, type RowFilter } from '@/lib/wire/campaign-rows'
import { csvLine } from '@/lib/wire/csv'

const nameOf = ({ host }: LiveRow) => host.display_name || host.hostname

/** What the row has in that column. */
export function cellOfRow(row: LiveRow, column: string): string | undefined {
  return column === hostNameColumn ? nameOf(row) : row.cell(column)
}

/** Only the columns that the row has. */
export function valuesOf(row: LiveRow, columns: readonly string[]): Record<string, string> {
  const entries = columns.flatMap((column): [string, string][] => {
    const value = row.cell(column)
    return value === undefined ? [] : [[column, value]]
  })
  return Object.fromEntries(entries)
}

export function rowJson(row: LiveRow, columns: readonly string[]): string {
  return JSON.stringify({ host: row.host, row: valuesOf(row, columns) }, null, 2)
}

const hostColumns = ['host_id', 'host_hostname', 'host_display_name']

export function csvHead(columns: readonly string[]): string {
  return csvLine([...hostColumns, ...columns])
}

/** One record; a column that the row lacks is empty. */
export function rowCsv({ host, cell }: LiveRow, columns: readonly string[]): string {
  const { id, hostname, display_name } = host
  return csvLine([String(id), hostname, display_name, ...columns.map((name) => cell(name) ?? '')])
}

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`
const literal = (value: string) => `'${value.replaceAll("'", "''")}'`

/** What a row of that query would have to fulfil to be this one. */
export function sqlCondition(row: LiveRow, columns: readonly string[]): string {
  return Object.entries(valuesOf(row, columns))
    .map(([name, value]) => `${identifier(name)} = ${literal(value)}`)
    .join('\n  AND ')
}

/** One line for each row, in the shape of the server's own NDJSON. */
export function rowNdjson(row: LiveRow, columns: readonly string[]): string {
  return `${JSON.stringify({ seq: row.seq, host: row.host, rows: [valuesOf(row, columns)] })}\n`
}

/** Rows with that value, or all others. */
export function filterFor(column: string, value: string | undefined, isWith: boolean): RowFilter {
  if (value === undefined) return { column, op: isWith ? 'absent' : 'present', value: '' }
  return { column, op: isWith ? 'is' : 'is_not', value }
}
