// The rows of a campaign in the browser: one array a column, values interned, so that a quarter of a
// million rows fit. React never sees it whole; a view reads the rows that are on screen.

import type { z } from 'zod'
import type { HostName, Result } from '@/lib/wire/campaigns'

type Host = z.infer<typeof HostName>

/** Beyond this the server sorts and filters; further rows are counted, not kept. */
export const liveRowsMax = 250_000

const firstCapacity = 1_024
/** Index 0 means that the row has no such column. */
const absent = 0

export type HostOutcome = {
  seq: number
  host: Host
  rows: number
  error: string | undefined
  stats: Result['stats']
}

export type LiveRow = {
  index: number
  seq: number
  host: Host
  /** Undefined when the row lacks the column. */
  cell: (column: string) => string | undefined
}

/** What a page draws; a new one for every change. */
export type LiveView = {
  readonly length: number
  at: (index: number) => LiveRow | undefined
  columns: readonly string[]
  outcomes: readonly HostOutcome[]
  /** Rows that arrived and were not kept. */
  left_out: number
}

function grown(array: Uint32Array<ArrayBuffer>, capacity: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(capacity)
  larger.set(array)
  return larger
}

export class LiveRows {
  readonly #values: string[] = ['']
  readonly #indices = new Map<string, number>()
  readonly #cells = new Map<string, Uint32Array<ArrayBuffer>>()
  readonly #outcomes: HostOutcome[] = []
  /** Of each row, which outcome it belongs to. */
  #owners = new Uint32Array(firstCapacity)
  #length = 0
  #leftOut = 0

  #intern(value: string): number {
    const known = this.#indices.get(value)
    if (known !== undefined) return known
    const index = this.#values.push(value) - 1
    this.#indices.set(value, index)
    return index
  }

  #room(): void {
    if (this.#length < this.#owners.length) return
    const capacity = this.#owners.length * 2
    this.#owners = grown(this.#owners, capacity)
    for (const [name, cells] of this.#cells) this.#cells.set(name, grown(cells, capacity))
  }

  #append(row: Record<string, string>, owner: number): void {
    this.#room()
    for (const name of Object.keys(row)) {
      const cells = this.#cells.get(name) ?? new Uint32Array(this.#owners.length)
      cells[this.#length] = this.#intern(row[name] ?? '')
      this.#cells.set(name, cells)
    }
    this.#owners[this.#length] = owner
    this.#length += 1
  }

  /** Adds a host's answer. */
  add(result: Result): void {
    const { seq, host, rows, error, stats } = result
    const owner = this.#outcomes.push({ seq, host, rows: rows.length, error, stats }) - 1
    for (const row of rows) {
      if (this.#length >= liveRowsMax) this.#leftOut += 1
      else this.#append(row, owner)
    }
  }

  #cell(index: number, column: string): string | undefined {
    const value = this.#cells.get(column)?.[index] ?? absent
    return value === absent ? undefined : this.#values[value]
  }

  /** A view of what is here now. Rows never change, so an older view stays true. */
  view(): LiveView {
    const length = this.#length
    const outcomes = this.#outcomes.slice()
    return {
      length,
      columns: [...this.#cells.keys()],
      outcomes,
      left_out: this.#leftOut,
      at: (index) => {
        const outcome =
          index >= 0 && index < length ? outcomes[this.#owners[index] ?? 0] : undefined
        if (!outcome) return undefined
        const cell = (column: string) => this.#cell(index, column)
        return { index, seq: outcome.seq, host: outcome.host, cell }
      },
    }
  }
}
