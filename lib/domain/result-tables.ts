// Agents' rows as a CSV whose head is made before all rows are known. A column that the head does not
// have is not lost: it stands in `other_columns`, as JSON.
import { csvLine, csvRecord } from '@/lib/wire/csv'
import type { Columns } from '@/lib/wire/values'

const restColumn = 'other_columns'

/** The columns that any of the rows has, in the order of their names. */
export const columnNames = (rows: readonly Columns[]): string[] =>
  [...new Set(rows.flatMap((row) => Object.keys(row)))].sort()

/** What of a row the head does not have, as one cell. */
function withRest(row: Columns, known: ReadonlySet<string>): Columns {
  const rest = Object.entries(row).filter(([column]) => !known.has(column))
  const own = Object.entries(row).filter(([column]) => known.has(column))
  const cell = rest.length > 0 ? JSON.stringify(Object.fromEntries(rest)) : ''
  return Object.fromEntries([...own, [restColumn, cell]])
}

export type RowTable = {
  head: string
  /** One line: the cells of `ours`, made already (`csvCells`), then the row's. */
  record(first: string, row: Columns): string
}

/** A table of columns of ours, then those of the agents, then `other_columns`. */
export function rowTable(ours: readonly string[], columns: readonly string[]): RowTable {
  const known = new Set(columns.filter((column) => column !== restColumn))
  const all = [...known, restColumn]
  return {
    head: csvLine([...ours, ...all]),
    record: (first, row) => csvRecord(first, all, withRest(row, known)),
  }
}
