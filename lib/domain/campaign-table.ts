// The answers of one campaign in memory, column by column: each distinct value is kept once and a cell
// is its number, 0 where the row lacks the column. It only ever grows, up to a limit in bytes.
import { grownTo } from '@/lib/domain/campaign-pairs'

export const absent = 0
const firstRows = 1_024
const firstAnswers = 256
/** What a text costs beside its characters: its own head, and its place in the index. */
const textBytes = 96
const answerBytes = 25

export type ToldAnswer = {
  seq: number
  host_id: number
  received_ms: number
  too_large: boolean
  rows: readonly Record<string, string>[]
}

export type TableColumn = {
  name: string
  /** By row: the number of its value, or `absent`. */
  cells: Uint32Array
  /** By number; the first is nobody's. */
  values: string[]
  numbers: Map<string, number>
}

export class AnswerTable {
  readonly columns: TableColumn[] = []
  readonly #places = new Map<string, number>()
  #seqs = new Uint32Array(firstAnswers)
  #hosts = new Uint32Array(firstAnswers)
  #ends = new Uint32Array(firstAnswers)
  #received = new Float64Array(firstAnswers)
  #tooLarge = new Uint8Array(firstAnswers)
  #capacity = firstRows
  #textBytes = 0
  #answers = 0
  #rows = 0

  get rows(): number {
    return this.#rows
  }

  get answers(): number {
    return this.#answers
  }

  get bytes(): number {
    const cells = this.columns.length * this.#capacity * Uint32Array.BYTES_PER_ELEMENT
    return cells + this.#textBytes + this.#seqs.length * answerBytes
  }

  column(name: string): TableColumn | undefined {
    const place = this.#places.get(name)
    return place === undefined ? undefined : this.columns[place]
  }

  seqOf(answer: number): number {
    return this.#seqs[answer] ?? 0
  }

  hostOf(answer: number): number {
    return this.#hosts[answer] ?? 0
  }

  receivedMs(answer: number): number {
    return this.#received[answer] ?? 0
  }

  isTooLarge(answer: number): boolean {
    return this.#tooLarge[answer] === 1
  }

  /** The first row of an answer; its last is before the first of the next. */
  startOf(answer: number): number {
    return answer === 0 ? 0 : (this.#ends[answer - 1] ?? 0)
  }

  endOf(answer: number): number {
    return this.#ends[answer] ?? 0
  }

  /** How many of the answers came up to that seq. */
  answersUpTo(seq: number): number {
    let low = 0
    let high = this.#answers
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.seqOf(middle) <= seq) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Answers come in the order of their seq. */
  add(answer: ToldAnswer): void {
    const index = this.#answers
    if (index === this.#seqs.length) this.#growAnswers()
    for (const row of answer.rows) this.#append(row)
    this.#seqs[index] = answer.seq
    this.#hosts[index] = answer.host_id
    this.#received[index] = answer.received_ms
    this.#tooLarge[index] = answer.too_large ? 1 : 0
    this.#ends[index] = this.#rows
    this.#answers += 1
  }

  #append(row: Record<string, string>): void {
    if (this.#rows === this.#capacity) this.#growRows()
    let place = 0
    for (const name of Object.keys(row)) {
      // Rows of one answer have their columns in one order, so the next is nearly always at hand.
      const next = this.columns[place]
      const column = next?.name === name ? next : this.#columnNamed(name)
      column.cells[this.#rows] = this.#numberOf(column, row[name] ?? '')
      place += 1
    }
    this.#rows += 1
  }

  #columnNamed(name: string): TableColumn {
    const known = this.column(name)
    if (known) return known
    const column = {
      name,
      cells: new Uint32Array(this.#capacity),
      values: [''],
      numbers: new Map<string, number>(),
    }
    this.#places.set(name, this.columns.push(column) - 1)
    return column
  }

  #numberOf(column: TableColumn, value: string): number {
    const known = column.numbers.get(value)
    if (known !== undefined) return known
    const number = column.values.push(value) - 1
    column.numbers.set(value, number)
    this.#textBytes += value.length + textBytes
    return number
  }

  #growRows(): void {
    this.#capacity *= 2
    for (const column of this.columns) column.cells = grownTo(column.cells, this.#capacity)
  }

  #growAnswers(): void {
    const length = this.#seqs.length * 2
    this.#seqs = grownTo(this.#seqs, length)
    this.#hosts = grownTo(this.#hosts, length)
    this.#ends = grownTo(this.#ends, length)
    const received = new Float64Array(length)
    received.set(this.#received)
    this.#received = received
    const tooLarge = new Uint8Array(length)
    tooLarge.set(this.#tooLarge)
    this.#tooLarge = tooLarge
  }
}
