// The rows of two campaigns compared host by host, each row as often as it was told. Values of both
// are given the same numbers first, so that rows are compared as numbers.
import { columnsInView, type Extent } from '@/lib/domain/campaign-columns'
import { PairIds } from '@/lib/domain/campaign-pairs'
import { type AnswerTable, absent } from '@/lib/domain/campaign-table'
import type { Steps } from '@/lib/domain/turns'

const stepRows = 20_000
const stepHosts = 200

export type Side = { table: AnswerTable; extent: Extent }

/** Rows with the same number are equal in the columns compared, on whichever side. */
export type Codes = { from: Uint32Array; to: Uint32Array; size: number }

/** What numbers one side's values have in the other's column; strangers get new ones. */
function translation(from: AnswerTable, to: AnswerTable, name: string): Uint32Array {
  const known = from.column(name)
  const values = to.column(name)?.values ?? ['']
  const translated = new Uint32Array(values.length)
  let next = known?.values.length ?? 1
  for (let number = 1; number < values.length; number++) {
    const same = known?.numbers.get(values[number] ?? '')
    translated[number] = same ?? next
    if (same === undefined) next += 1
  }
  return translated
}

/** Numbers every row of both by its values in those columns. */
export function* codesOf(
  from: AnswerTable,
  to: AnswerTable,
  columns: readonly string[],
): Steps<Codes> {
  const codes = { from: new Uint32Array(from.rows), to: new Uint32Array(to.rows), size: 1 }
  for (const name of columns) {
    const ids = new PairIds()
    const cells = from.column(name)?.cells
    for (let row = 0; row < from.rows; row++) {
      codes.from[row] = ids.idOf(codes.from[row] ?? 0, cells?.[row] ?? absent)
      if (row % stepRows === 0) yield
    }
    const translated = translation(from, to, name)
    const others = to.column(name)?.cells
    for (let row = 0; row < to.rows; row++) {
      const number = translated[others?.[row] ?? absent] ?? absent
      codes.to[row] = ids.idOf(codes.to[row] ?? 0, number)
      if (row % stepRows === 0) yield
    }
    codes.size = Math.max(ids.size, 1)
  }
  return codes
}

/** The answer of each host in view. */
export function answersByHost({ table, extent }: Side): Map<number, number> {
  const answers = new Map<number, number>()
  for (let answer = 0; answer < extent.answers; answer++) {
    if (extent.mask && extent.mask[answer] === 0) continue
    answers.set(table.hostOf(answer), answer)
  }
  return answers
}

export type HostDelta = {
  host_id: number
  from: number
  to: number
  added: number
  removed: number
  unchanged: number
}

type Matched = { added: number[]; removed: number[]; unchanged: number }

const nothing: Matched = { added: [], removed: [], unchanged: 0 }

/** Pairs equal rows of one host off, each once; what is left over was added or removed. */
export function matchRows(
  { from, to }: Codes,
  sides: { from: Side; to: Side },
  pair: { from: number; to: number },
  scratch: Uint32Array,
): Matched {
  const added: number[] = []
  const removed: number[] = []
  let unchanged = 0
  const [fromStart, fromEnd] = spanOf(sides.from, pair.from)
  const [toStart, toEnd] = spanOf(sides.to, pair.to)
  for (let row = fromStart; row < fromEnd; row++) {
    const code = from[row] ?? 0
    scratch[code] = (scratch[code] ?? 0) + 1
  }
  for (let row = toStart; row < toEnd; row++) {
    const code = to[row] ?? 0
    const left = scratch[code] ?? 0
    if (left === 0) added.push(row)
    else {
      scratch[code] = left - 1
      unchanged += 1
    }
  }
  for (let row = fromStart; row < fromEnd; row++) {
    const code = from[row] ?? 0
    const left = scratch[code] ?? 0
    if (left === 0) continue
    scratch[code] = left - 1
    removed.push(row)
  }
  return { added, removed, unchanged }
}

const spanOf = ({ table }: Side, answer: number): [number, number] => [
  table.startOf(answer),
  table.endOf(answer),
]

export type SharedColumns = { shared: string[]; only_from: string[]; only_to: string[] }

/** Columns of both. Without any row there are no columns to tell, so the other's stand for both. */
export function* sharedColumns(from: Side, to: Side): Steps<SharedColumns> {
  const names = function* (side: Side): Steps<string[]> {
    return (yield* columnsInView(side.table, side.extent)).map(({ column }) => column)
  }
  const one = yield* names(from)
  const other = yield* names(to)
  if (one.length === 0 || other.length === 0)
    return { shared: [...one, ...other], only_from: [], only_to: [] }
  return {
    shared: one.filter((name) => other.includes(name)),
    only_from: one.filter((name) => !other.includes(name)),
    only_to: other.filter((name) => !one.includes(name)),
  }
}

export type Comparison = {
  codes: Codes
  /** Zeros, a row's number wide: what pairing rows off counts in, and leaves as it was. */
  scratch: Uint32Array
  deltas: HostDelta[]
  only_from: number
  only_to: number
  added: number
  removed: number
  unchanged: number
}

/** Every host in view that answered both, with how its rows differ; without columns nothing does. */
export function* compare(from: Side, to: Side, columns: readonly string[]): Steps<Comparison> {
  const codes = yield* codesOf(from.table, to.table, columns)
  const before = answersByHost(from)
  const after = answersByHost(to)
  const scratch = new Uint32Array(codes.size)
  const deltas: HostDelta[] = []
  const sum = { added: 0, removed: 0, unchanged: 0 }
  for (const [host_id, answer] of before) {
    const other = after.get(host_id)
    if (other === undefined) continue
    const pair = { from: answer, to: other }
    const { added, removed, unchanged } =
      columns.length === 0 ? nothing : matchRows(codes, { from, to }, pair, scratch)
    deltas.push({ host_id, ...pair, added: added.length, removed: removed.length, unchanged })
    sum.added += added.length
    sum.removed += removed.length
    sum.unchanged += unchanged
    if (deltas.length % stepHosts === 0) yield
  }
  deltas.sort(byChange)
  return {
    ...{ codes, scratch, deltas, ...sum },
    only_from: before.size - deltas.length,
    only_to: after.size - deltas.length,
  }
}

const changesOf = ({ added, removed }: HostDelta) => added + removed

function byChange(one: HostDelta, other: HostDelta): number {
  return changesOf(other) - changesOf(one) || one.host_id - other.host_id
}
