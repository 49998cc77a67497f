// Which groups are listed and in what order: by hosts, by first sight or by a measure, of those that
// hold the words searched for. Ties go to the group seen first, so an order never depends on luck.
import type { Extent } from '@/lib/domain/campaign-columns'
import type { Figures, Parting } from '@/lib/domain/campaign-grouping'
import { type AnswerTable, absent } from '@/lib/domain/campaign-table'
import type { GroupsFileQuery } from '@/lib/wire/campaign-groups'

/** Above every row number, so that a key of both keeps their order. */
const rowRange = 2 ** 26
const decimal = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/

export type Order = Pick<
  GroupsFileQuery,
  'order' | 'direction' | 'measure' | 'measure_column' | 'q'
>

/** The number that a cell reads as, or NaN. */
export function numberOf(text: string): number {
  return decimal.test(text) ? Number(text) : Number.NaN
}

/** By group: the sum, mean, least or greatest number of a column; NaN where no row has one. */
function numbersOf(
  table: AnswerTable,
  { groupOf, groups }: Parting,
  { answers, mask }: Extent,
  { measure, measure_column = '' }: Order,
): Float64Array {
  const column = table.column(measure_column)
  const read = new Float64Array(column?.values.map(numberOf) ?? [])
  const found = new Float64Array(groups).fill(Number.NaN)
  const counts = new Uint32Array(groups)
  for (let answer = 0; column && answer < answers; answer++) {
    if (mask && mask[answer] === 0) continue
    const end = table.endOf(answer)
    for (let row = table.startOf(answer); row < end; row++) {
      const number = column.cells[row] ?? absent
      const value = number === absent ? Number.NaN : (read[number] ?? Number.NaN)
      if (Number.isNaN(value)) continue
      const group = groupOf[row] ?? 0
      const before = found[group] ?? Number.NaN
      const first = Number.isNaN(before)
      counts[group] = (counts[group] ?? 0) + 1
      if (measure === 'min') found[group] = first ? value : Math.min(before, value)
      else if (measure === 'max') found[group] = first ? value : Math.max(before, value)
      else found[group] = first ? value : before + value
    }
  }
  if (measure === 'avg')
    for (let group = 0; group < groups; group++)
      found[group] = (found[group] ?? 0) / (counts[group] ?? 1)
  return found
}

/** By group what was asked to be measured; undefined when nothing was. */
export function measuredBy(
  table: AnswerTable,
  parting: Parting,
  extent: Extent,
  figures: Figures,
  order: Order,
): ArrayLike<number> | undefined {
  if (order.measure === undefined) return undefined
  if (order.measure === 'hosts') return figures.hosts
  if (order.measure === 'rows') return figures.rows
  return numbersOf(table, parting, extent, order)
}

/** Tells of a row whether one of its values in those columns holds the words, whatever their case. */
function searchOf(
  table: AnswerTable,
  columns: readonly string[],
  q: string,
): (row: number) => boolean {
  const needle = q.toLowerCase()
  if (needle === '') return () => true
  const searched = columns.flatMap((name) => {
    const column = table.column(name)
    if (!column) return []
    const { cells, values } = column
    return [{ cells, hits: values.map((value) => value.toLowerCase().includes(needle)) }]
  })
  // The first value is nobody's: an absent cell holds no words.
  for (const { hits } of searched) hits[absent] = false
  return (row) => searched.some(({ cells, hits }) => hits[cells[row] ?? absent])
}

type Counted = { table: AnswerTable; parting: Parting; figures: Figures }

/** First rows of the groups in view that hold the words, unordered. */
function listedRows({ table, parting, figures }: Counted, q: string): Float64Array<ArrayBuffer> {
  const matches = searchOf(table, parting.columns, q)
  const rows = new Float64Array(figures.count)
  let length = 0
  for (let group = 0; group < figures.firstAnswer.length; group++) {
    const row = figures.firstRow[group] ?? 0
    if (figures.firstAnswer[group] !== 0 && matches(row)) rows[length++] = row
  }
  return rows.subarray(0, length)
}

/** How many groups in view hold the words. */
export function countListed(counted: Counted, q: string): number {
  return q === '' ? counted.figures.count : listedRows(counted, q).length
}

/** The groups in view that match, in order, each by its first row in view. */
export function orderedRows(
  counted: Counted,
  values: ArrayLike<number> | undefined,
  order: Order,
): number[] {
  const { parting, figures } = counted
  const rows = listedRows(counted, order.q)
  rows.sort()
  const descending = (order.direction ?? (order.order === 'first' ? 'asc' : 'desc')) === 'desc'
  const by = order.order === 'value' ? values : figures.hosts
  if (order.order === 'first' || !by) return descending ? [...rows].reverse() : [...rows]
  const { groupOf } = parting
  if (order.order === 'value') {
    const measured = (row: number) => by[groupOf[row] ?? 0] ?? Number.NaN
    return [...rows].sort((one, other) => valueOrder(measured(one), measured(other), descending))
  }
  const largest = rows.reduce((most, row) => Math.max(most, by[groupOf[row] ?? 0] ?? 0), 0)
  const keys = rows.map((row) => {
    const hosts = by[groupOf[row] ?? 0] ?? 0
    return (descending ? largest - hosts : hosts) * rowRange + row
  })
  return [...keys.sort()].map((key) => key % rowRange)
}

/** Groups without a number come last in either direction. */
function valueOrder(one: number, other: number, descending: boolean): number {
  if (Number.isNaN(one) || Number.isNaN(other))
    return Number(Number.isNaN(one)) - Number(Number.isNaN(other))
  return descending ? other - one : one - other
}
