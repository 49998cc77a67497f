// The rows that a reader wants, in the reader's order, worked out on stretches of a campaign's rows.
// It rests between stretches, so that a worker can hear of a newer wish and leave this one.
import {
  hostNameColumn,
  passes,
  type RowFilter,
  type RowSort,
  type RowWish,
} from '@/lib/wire/campaign-rows'
import { asNumber, naturalKey } from '@/lib/wire/natural-order'
import { hostColumn, type SegmentData } from './row-segments'
import { poolTexts } from './value-pool'

export type Numbers = Uint32Array<ArrayBuffer>

/** A stretch with its texts, as it is searched. */
export type Stretch = {
  base: number
  length: number
  texts: readonly string[]
  cells: ReadonlyMap<number, Numbers>
}

export function stretchOf({ base, length, pool, columns }: SegmentData): Stretch {
  const cells = new Map(columns.map(({ column, cells }) => [column, cells]))
  return { base, length, texts: poolTexts(pool), cells }
}

export type RowQuestion = {
  /** Rows from `from` up to but not `to`, by their numbers. */
  from: number
  to: number
  /** The agents' columns; the first is number 1. */
  columns: readonly string[]
  wish: RowWish
}

/** A column's number, undefined when no row has it. */
function columnOf(name: string, columns: readonly string[]): number | undefined {
  if (name === hostNameColumn) return hostColumn
  const at = columns.indexOf(name)
  return at === -1 ? undefined : at + 1
}

/** For each text of a stretch whether it passes, asked once each: 0 not asked, 1 yes, 2 no. */
function judgeOf(texts: readonly string[], judge: (text: string) => boolean) {
  const verdicts = new Uint8Array(texts.length)
  return (value: number): boolean => {
    if (verdicts[value] === 0) verdicts[value] = judge(texts[value] ?? '') ? 1 : 2
    return verdicts[value] === 1
  }
}

type Test = (at: number) => boolean

function filterTest(stretch: Stretch, filter: RowFilter, columns: readonly string[]): Test {
  const column = columnOf(filter.column, columns)
  const cells = column === undefined ? undefined : stretch.cells.get(column)
  const absent = passes(filter, undefined)
  if (!cells) return () => absent
  const judge = judgeOf(stretch.texts, (text) => passes(filter, text))
  return (at) => {
    const value = cells[at] ?? 0
    return value === 0 ? absent : judge(value)
  }
}

function wordTest({ texts, cells }: Stretch, word: string): Test {
  const judge = judgeOf(texts, (text) => text.toLowerCase().includes(word))
  const all = [...cells.values()]
  return (at) =>
    all.some((column) => {
      const value = column[at] ?? 0
      return value !== 0 && judge(value)
    })
}

/** The rows of a stretch that match, by their numbers; adds to `passed` what each filter alone lets by. */
function matching(stretch: Stretch, question: RowQuestion, passed: number[]): Numbers {
  const { from, to, columns, wish } = question
  const filters = wish.filters.map((filter) => filterTest(stretch, filter, columns))
  const words = wish.words.map((word) => wordTest(stretch, word))
  const found = new Uint32Array(stretch.length)
  let count = 0
  const end = Math.min(stretch.length, to - stretch.base)
  for (let at = Math.max(0, from - stretch.base); at < end; at += 1) {
    let isWanted = true
    for (let place = 0; place < filters.length; place += 1) {
      if (filters[place]?.(at)) passed[place] = (passed[place] ?? 0) + 1
      else isWanted = false
    }
    if (!isWanted || !words.every((test) => test(at))) continue
    found[count] = stretch.base + at
    count += 1
  }
  return found.subarray(0, count)
}

/** Ranks of texts: equal ones share one, numbers come first. From 1 on. */
export function ranksOf(texts: readonly string[]): Numbers {
  const numbers = Float64Array.from(texts, asNumber)
  const isText = (at: number) => Number.isNaN(numbers[at] ?? Number.NaN)
  const keys = texts.map((text, at) => (isText(at) ? naturalKey(text) : ''))
  const compare = (a: number, b: number): number => {
    const textA = isText(a)
    if (textA !== isText(b)) return textA ? 1 : -1
    if (!textA) return (numbers[a] ?? 0) - (numbers[b] ?? 0)
    const [left = '', right = ''] = [keys[a], keys[b]]
    if (left !== right) return left < right ? -1 : 1
    return (texts[a]?.length ?? 0) - (texts[b]?.length ?? 0)
  }
  const order = Array.from(texts, (_, at) => at).sort(compare)
  const ranks = new Uint32Array(texts.length)
  let rank = 0
  let before: number | undefined
  for (const at of order) {
    if (before === undefined || compare(before, at) !== 0) rank += 1
    ranks[at] = rank
    before = at
  }
  return ranks
}

/** One number for each distinct text of a column, over all stretches. */
class Distinct {
  readonly texts: string[] = []
  readonly #known = new Map<string, number>()

  /** By a value's number in the stretch, from 1: its number among the distinct, from 1. */
  take(stretch: Stretch, cells: Numbers, rows: Numbers, into: Numbers, offset: number): void {
    const seen = new Uint32Array(stretch.texts.length)
    for (let at = 0; at < rows.length; at += 1) {
      const value = cells[(rows[at] ?? 0) - stretch.base] ?? 0
      if (value === 0) continue
      if (seen[value] === 0) seen[value] = this.#number(stretch.texts[value] ?? '')
      into[offset + at] = seen[value] ?? 0
    }
  }

  #number(text: string): number {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const number = this.texts.push(text)
    this.#known.set(text, number)
    return number
  }
}

type Matched = { stretch: Stretch; rows: Numbers }

/** For each matching row, in their order, where its value stands; rows without the column are last. */
function* rankRows(
  matched: readonly Matched[],
  count: number,
  { column: name, descending }: RowSort,
  columns: readonly string[],
): Generator<void, Numbers> {
  const column = columnOf(name, columns)
  const distinct = new Distinct()
  const numbers = new Uint32Array(count)
  let offset = 0
  for (const { stretch, rows } of matched) {
    const cells = column === undefined ? undefined : stretch.cells.get(column)
    if (cells) distinct.take(stretch, cells, rows, numbers, offset)
    offset += rows.length
    yield
  }
  const ranks = ranksOf(distinct.texts)
  yield
  const last = distinct.texts.length + 1
  return numbers.map((number) => {
    if (number === 0) return last
    const rank = ranks[number - 1] ?? 0
    return descending ? last - rank : rank
  })
}

export type Ordered = {
  /** The rows wanted, by their numbers; equal ones keep their place. */
  order: Numbers
  /** How many rows each filter alone lets by. */
  passed: readonly number[]
}

/** The rows that the question asks for. */
export function* orderRows(
  stretches: readonly Stretch[],
  question: RowQuestion,
): Generator<void, Ordered> {
  const passed = question.wish.filters.map(() => 0)
  const matched: Matched[] = []
  let count = 0
  for (const stretch of stretches) {
    const rows = matching(stretch, question, passed)
    matched.push({ stretch, rows })
    count += rows.length
    yield
  }
  const all = new Uint32Array(count)
  let offset = 0
  for (const { rows } of matched) {
    all.set(rows, offset)
    offset += rows.length
  }
  let order = all.map((_, at) => at)
  // The last key first: each sort keeps the order of the one before among equals.
  for (const sort of [...question.wish.sort].reverse()) {
    const ranks = yield* rankRows(matched, count, sort, question.columns)
    const places = new Float64Array(count)
    for (let at = 0; at < count; at += 1) places[at] = (ranks[order[at] ?? 0] ?? 0) * count + at
    places.sort()
    const sorted = new Uint32Array(count)
    for (let at = 0; at < count; at += 1) sorted[at] = order[(places[at] ?? 0) % count] ?? 0
    order = sorted
    yield
  }
  return { order: order.map((at) => all[at] ?? 0), passed }
}
