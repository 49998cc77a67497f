// Which columns rows are grouped by when nobody names any: all but those that make nearly every row a
// group of its own, like a process id. The columns with fewest values are taken first.
import { type Figures, figuresOf, type Mask, type Partings } from '@/lib/domain/campaign-grouping'
import { type AnswerTable, absent, type TableColumn } from '@/lib/domain/campaign-table'
import type { Steps } from '@/lib/domain/turns'

/** Fewer rows say nothing about a column. */
const rowsLeast = 10
const fewHosts = 10
/** Groups for so many rows: beyond it they are nearly all alone. On few hosts little repeats anyway. */
const sharesMax = { few: 0.9, many: 0.5 }

export type Extent = { answers: number; mask: Mask }

export type Distinct = { column: string; distinct: number }

function* countDistinct(
  table: AnswerTable,
  column: TableColumn,
  { answers, mask }: Extent,
): Steps<{ distinct: number; present: boolean }> {
  const seen = new Uint8Array(column.values.length)
  const { cells } = column
  let distinct = 0
  for (let answer = 0; answer < answers; answer++) {
    if (mask && mask[answer] === 0) continue
    const end = table.endOf(answer)
    for (let row = table.startOf(answer); row < end; row++) {
      const number = cells[row] ?? absent
      if (number === absent || seen[number] === 1) continue
      seen[number] = 1
      distinct += 1
    }
  }
  yield
  return { distinct, present: distinct > 0 }
}

/** The columns that the rows in view have, in the order of the SELECT, with how many values each. */
export function* columnsInView(table: AnswerTable, extent: Extent): Steps<Distinct[]> {
  const found: Distinct[] = []
  for (const column of table.columns) {
    const { distinct, present } = yield* countDistinct(table, column, extent)
    if (present) found.push({ column: column.name, distinct })
  }
  return found
}

type Held = { table: AnswerTable; partings: Partings }

export type Choice = { columns: string[]; left_out: Distinct[] }

/** All columns in view but those left out. When every one would be, none is: nothing else is there. */
export function* chooseColumns(
  { table, partings }: Held,
  inView: readonly Distinct[],
  extent: Extent,
): Steps<Choice> {
  const whole = figuresOf(table, yield* partings.by([]), extent)
  const all: Choice = { columns: inView.map(({ column }) => column), left_out: [] }
  if (whole.total_rows < rowsLeast) return all
  const share = whole.with_rows < fewHosts ? sharesMax.few : sharesMax.many
  const kept: string[] = []
  for (const { column } of [...inView].sort((one, other) => one.distinct - other.distinct)) {
    const parting = yield* partings.by([...kept, column])
    const figures: Figures | undefined = parting.overflow
      ? undefined
      : figuresOf(table, parting, extent)
    if (figures && figures.count <= share * whole.total_rows) kept.push(column)
  }
  if (kept.length === 0) return all
  return {
    columns: all.columns.filter((name) => kept.includes(name)),
    left_out: inView.filter(({ column }) => !kept.includes(column)),
  }
}
