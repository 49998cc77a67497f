// What changed since the last run: rows compared as a multiset, with the epoch and counter that
// let a server rebuild state. The counter moves before `removed:false` hides rows, so gaps are normal.
import { createHash } from 'node:crypto'

export type Row = Record<string, string>

export interface Diff {
  added: Row[]
  removed: Row[]
  counter: number
  epoch: number
  /** Counter 0 of an epoch: everything is added. */
  first: boolean
}

interface Stored {
  epoch: number
  counter: number
  sqlHash: string
  rows: Row[]
}

const purgeAfterSeconds = 592_200

export class Differentials {
  readonly #stored = new Map<string, Stored>()
  readonly #seenAt = new Map<string, number>()

  /** Compares with what was stored under this name and stores the new rows. */
  update(name: string, sql: string, epoch: number, rows: Row[]): Diff {
    const sqlHash = createHash('sha1').update(sql).digest('base64')
    const before = this.#stored.get(name)
    if (!before || before.epoch !== epoch) {
      this.#stored.set(name, { epoch, counter: 0, sqlHash, rows })
      return { added: rows, removed: [], counter: 0, epoch, first: true }
    }
    const { added, removed } = multisetDiff(before.rows, rows)
    const changed = added.length > 0 || removed.length > 0 || before.sqlHash !== sqlHash
    const counter = before.counter + (changed ? 1 : 0)
    this.#stored.set(name, { epoch, counter, sqlHash, rows: changed ? rows : before.rows })
    return { added, removed, counter, epoch, first: false }
  }

  /** At a change of configuration: forgets names that left the schedule about a week ago. */
  purge(scheduled: ReadonlySet<string>, nowSeconds: number): void {
    for (const name of this.#stored.keys()) {
      if (scheduled.has(name)) this.#seenAt.set(name, nowSeconds)
      else if (nowSeconds - (this.#seenAt.get(name) ?? nowSeconds) > purgeAfterSeconds) {
        this.#stored.delete(name)
        this.#seenAt.delete(name)
      }
    }
  }
}

/** Rows of `after` not in `before` and the reverse, equal rows counted one by one. */
function multisetDiff(before: readonly Row[], after: readonly Row[]) {
  const counts = new Map<string, number>()
  for (const row of before) {
    const key = keyOf(row)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const added = after.filter((row) => {
    const key = keyOf(row)
    const left = counts.get(key) ?? 0
    if (left > 0) counts.set(key, left - 1)
    return left === 0
  })
  const removed = before.filter((row) => {
    const key = keyOf(row)
    const left = counts.get(key) ?? 0
    if (left > 0) counts.set(key, left - 1)
    return left > 0
  })
  return { added, removed }
}

function keyOf(row: Row): string {
  return JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))
}
