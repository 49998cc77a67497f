// Rows grouped by their values in some columns. A group is numbered by its first row among all rows,
// so the same columns give the same numbers in whatever order they are taken; who sees what comes later.

import { grownTo, PairIds } from '@/lib/domain/campaign-pairs'
import { type AnswerTable, absent } from '@/lib/domain/campaign-table'
import type { Steps } from '@/lib/domain/turns'

const stepRows = 20_000
const partsMax = 12
export const groupsMax = 1_000_000
const nothing = new Uint32Array(0)

/** Rows parted by columns: each row's group, kept up as rows arrive. */
export type Parting = {
  columns: readonly string[]
  groupOf: Uint32Array
  groups: number
  /** More groups than are counted: it tells nothing. */
  overflow: boolean
  bytes: number
}

type Kept = Parting & { parent: Kept | undefined; last: string; ids: PairIds; rows: number }

const keyOf = (columns: readonly string[]) => JSON.stringify([...columns].sort())

function newParting(parent: Kept | undefined, last: string | undefined): Kept {
  const columns = last === undefined ? [] : [...(parent?.columns ?? []), last]
  return {
    columns,
    groupOf: nothing,
    groups: 0,
    overflow: false,
    bytes: 0,
    parent,
    last: last ?? '',
    ids: new PairIds(),
    rows: 0,
  }
}

/** Parts what was added since; the parting it refines first. */
function* update(parting: Kept, table: AnswerTable): Steps<void> {
  const { parent, ids } = parting
  if (parent) yield* update(parent, table)
  if (parent?.overflow) parting.overflow = true
  if (parting.groupOf.length < table.rows)
    parting.groupOf = grownTo(parting.groupOf, Math.max(table.rows, parting.groupOf.length * 2))
  const cells = parting.columns.length > 0 ? table.column(parting.last)?.cells : undefined
  const { groupOf } = parting
  const coarse = parent?.groupOf
  for (; parting.rows < table.rows && !parting.overflow; parting.rows += 1) {
    const row = parting.rows
    groupOf[row] = ids.idOf(coarse?.[row] ?? 0, cells?.[row] ?? absent)
    if (ids.size > groupsMax) parting.overflow = true
    if (row % stepRows === 0) yield
  }
  parting.groups = ids.size
  parting.bytes = groupOf.byteLength + ids.bytes
}

/** The partings of one table: kept from one asking to the next, a dozen of them. */
export class Partings {
  readonly #table: AnswerTable
  readonly #kept = new Map<string, Kept>()

  constructor(table: AnswerTable) {
    this.#table = table
  }

  get bytes(): number {
    let bytes = 0
    for (const parting of this.#kept.values()) bytes += parting.bytes
    return bytes
  }

  /** The rows parted by those columns, taken one after the other. */
  *by(columns: readonly string[]): Steps<Parting> {
    const whole = this.#kept.get(keyOf(columns))
    let parting = whole ?? this.#keep(newParting(undefined, undefined))
    if (!whole) for (const name of columns) parting = this.#keep(newParting(parting, name))
    yield* update(parting, this.#table)
    return parting
  }

  /** One a set of columns; beyond a dozen the one used longest ago goes. */
  #keep(fresh: Kept): Kept {
    const key = keyOf(fresh.columns)
    const parting = this.#kept.get(key) ?? fresh
    this.#kept.delete(key)
    this.#kept.set(key, parting)
    const oldest = this.#kept.keys().next().value
    if (this.#kept.size > partsMax && oldest !== undefined) this.#kept.delete(oldest)
    return parting
  }
}

/** Which answers count: by their place, 1 for those in view. Undefined: all. */
export type Mask = Uint8Array | undefined

export type Figures = {
  /** By group. */
  hosts: Uint32Array
  rows: Uint32Array
  /** The first answer in view that has the group, and one more; 0 for a group out of view. */
  firstAnswer: Uint32Array
  firstRow: Uint32Array
  answered: number
  too_large: number
  with_rows: number
  total_rows: number
  /** Groups in view. */
  count: number
}

/** Counts hosts and rows of each group over the first `answers` answers. */
export function figuresOf(
  table: AnswerTable,
  { groupOf, groups }: Parting,
  { answers, mask }: { answers: number; mask: Mask },
): Figures {
  const figures: Figures = {
    hosts: new Uint32Array(groups),
    rows: new Uint32Array(groups),
    firstAnswer: new Uint32Array(groups),
    firstRow: new Uint32Array(groups),
    ...{ answered: 0, too_large: 0, with_rows: 0, total_rows: 0, count: 0 },
  }
  const { hosts, rows, firstAnswer, firstRow } = figures
  const lastAnswer = new Uint32Array(groups)
  for (let answer = 0; answer < answers; answer++) {
    if (mask && mask[answer] === 0) continue
    const start = table.startOf(answer)
    const end = table.endOf(answer)
    if (table.isTooLarge(answer)) figures.too_large += 1
    else figures.answered += 1
    if (end > start) figures.with_rows += 1
    figures.total_rows += end - start
    for (let row = start; row < end; row++) {
      const group = groupOf[row] ?? 0
      rows[group] = (rows[group] ?? 0) + 1
      if (lastAnswer[group] === answer + 1) continue
      lastAnswer[group] = answer + 1
      hosts[group] = (hosts[group] ?? 0) + 1
      if (firstAnswer[group] !== 0) continue
      firstAnswer[group] = answer + 1
      firstRow[group] = row
      figures.count += 1
    }
  }
  return figures
}

/** The group that a key names: that of one row of one answer. Undefined when there is no such row. */
export function groupOfKey(
  table: AnswerTable,
  { groupOf }: Parting,
  key: string,
): number | undefined {
  const [seq = 0, place = 0] = key.split('.').map(Number)
  const answer = table.answersUpTo(seq) - 1
  const row = table.startOf(answer) + place
  if (answer < 0 || table.seqOf(answer) !== seq || row >= table.endOf(answer)) return undefined
  return groupOf[row] ?? 0
}
