// A stretch of a campaign's rows: one array a column, texts of its own pool. A full segment never
// changes, so the oldest can be let go and a worker needs each only once.
import type { Result } from '@/lib/wire/campaigns'
import { type PoolData, ValuePool } from './value-pool'

export const segmentRows = 16_384
const firstRows = 512
/** In place of a text's number: the row has no such column. */
export const absentValue = 0

type Numbers = Uint32Array<ArrayBuffer>

/** The column of the host's name, which is ours; columns of agents are numbered from 1. */
export const hostColumn = 0

/** A segment as a worker gets it. */
export type SegmentData = {
  /** The number of its first row among all rows of the campaign. */
  base: number
  length: number
  pool: PoolData
  columns: { column: number; cells: Numbers }[]
}

export type SegmentRow = {
  seq: number
  host: Result['host']
}

/** Texts as numbers of the pool; `name` is the one that is shown. */
type StoredAnswer = {
  seq: number
  id: number
  hostname: number
  display_name: number
  name: number
}

function wider(array: Numbers, size: number): Numbers {
  const larger = new Uint32Array(size)
  larger.set(array)
  return larger
}

export class RowSegment {
  readonly base: number
  readonly #pool = new ValuePool()
  readonly #cells = new Map<number, Numbers>()
  /** Of each row, which of the answers below it belongs to. */
  #owners: Numbers = new Uint32Array(firstRows)
  readonly #answers: StoredAnswer[] = []
  #length = 0

  constructor(base: number) {
    this.base = base
  }

  get length(): number {
    return this.#length
  }

  get full(): boolean {
    return this.#length >= segmentRows
  }

  /** The rows that follow belong to this answer. */
  begin({ seq, host }: Pick<Result, 'seq' | 'host'>): void {
    const hostname = this.#pool.intern(host.hostname)
    const display_name = this.#pool.intern(host.display_name)
    const name = host.display_name === '' ? hostname : display_name
    this.#answers.push({ seq, id: host.id, hostname, display_name, name })
  }

  #column(column: number): Numbers {
    const known = this.#cells.get(column)
    if (known) return known
    const cells = new Uint32Array(this.#owners.length)
    this.#cells.set(column, cells)
    return cells
  }

  /** `columnOf` numbers the columns of agents, from 1. */
  append(row: Record<string, string>, columnOf: (name: string) => number): void {
    const at = this.#length
    if (at >= this.#owners.length) {
      const size = this.#owners.length * 2
      this.#owners = wider(this.#owners, size)
      for (const [column, cells] of this.#cells) this.#cells.set(column, wider(cells, size))
    }
    this.#owners[at] = this.#answers.length - 1
    this.#column(hostColumn)[at] = this.#answers.at(-1)?.name ?? absentValue
    for (const name of Object.keys(row)) {
      this.#column(columnOf(name))[at] = this.#pool.intern(row[name] ?? '')
    }
    this.#length += 1
  }

  /** Nothing more comes into it. */
  close(): void {
    this.#pool.close()
  }

  rowAt(at: number): SegmentRow | undefined {
    const answer = this.#answers[this.#owners[at] ?? 0]
    if (!answer || at >= this.#length) return undefined
    const { seq, id, hostname, display_name } = answer
    const text = (value: number) => this.#pool.text(value)
    return { seq, host: { id, hostname: text(hostname), display_name: text(display_name) } }
  }

  /** Undefined when the row lacks the column. */
  cellAt(at: number, column: number): string | undefined {
    const value = this.#cells.get(column)?.[at] ?? absentValue
    return value === absentValue ? undefined : this.#pool.text(value)
  }

  /** A copy to be given away. */
  data(): SegmentData {
    return {
      base: this.base,
      length: this.#length,
      pool: this.#pool.data(),
      columns: [...this.#cells].map(([column, cells]) => ({
        column,
        cells: cells.slice(0, this.#length),
      })),
    }
  }
}
