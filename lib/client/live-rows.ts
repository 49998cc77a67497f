// The rows of a campaign in the browser, in stretches that never change once they are full. React never
// sees them whole; a view reads the rows that are on screen. Beyond the limit the oldest are let go.
import type { z } from 'zod'
import { browserRowsMost } from '@/lib/wire/campaign-rows'
import type { HostName, Result } from '@/lib/wire/campaigns'
import { RowSegment, type SegmentData, segmentRows } from './row-segments'

type Host = z.infer<typeof HostName>

export const liveRowsMax = browserRowsMost

/** Rows that were read stay read: what is on screen and around it. */
const readMost = 2_000

export type HostOutcome = {
  seq: number
  host: Host
  rows: number
  error: string | undefined
  stats: Result['stats']
}

export type LiveRow = {
  /** The row's number among all that arrived here; it never changes. */
  index: number
  seq: number
  host: Host
  /** Undefined when the row lacks the column. */
  cell: (column: string) => string | undefined
}

/** What a page draws; a new one for every change. */
export type LiveView = {
  readonly length: number
  at: (position: number) => LiveRow | undefined
  columns: readonly string[]
  /** Of the hosts that reported an error. */
  outcomes: readonly HostOutcome[]
  /** Rows that arrived and are not kept. */
  left_out: number
  /** The number of the first row of the view. */
  readonly first: number
  /** The stretches that hold the view's rows, by their first rows. */
  readonly bases: readonly number[]
  /** The stretches themselves; full ones that are known are left out. */
  segments: (isKnown: (base: number) => boolean) => SegmentData[]
}

export class LiveRows {
  #segments: RowSegment[] = []
  #read = new Map<number, LiveRow>()
  /** Those read before, which are let go next. */
  #readBefore = new Map<number, LiveRow>()
  readonly #columns = new Map<string, number>()
  #names: readonly string[] = []
  readonly #outcomes: HostOutcome[] = []
  #told: readonly HostOutcome[] = []
  #total = 0
  #firstSeq: number | undefined
  readonly #earlier = new Set<number>()

  readonly #columnOf = (name: string): number => {
    const known = this.#columns.get(name)
    if (known !== undefined) return known
    const column = this.#columns.size + 1
    this.#columns.set(name, column)
    this.#names = [...this.#names, name]
    return column
  }

  /** The stretch that the next row goes to; the one before it is closed when it is full. */
  #open(result: Result, isBegun: boolean): RowSegment {
    const last = this.#segments.at(-1)
    if (last && !last.full) {
      if (!isBegun) last.begin(result)
      return last
    }
    last?.close()
    const next = new RowSegment(this.#total)
    next.begin(result)
    const spare = this.#total - (this.#segments[0]?.base ?? 0) - segmentRows >= liveRowsMax
    this.#segments = [...(spare ? this.#segments.slice(1) : this.#segments), next]
    return next
  }

  /** Adds a host's answer. */
  add(result: Result): void {
    const { rows } = result
    this.#firstSeq ??= result.seq
    this.#note(result)
    let isBegun = false
    for (const row of rows) {
      this.#open(result, isBegun).append(row, this.#columnOf)
      isBegun = true
      this.#total += 1
    }
  }

  #note({ seq, host, rows, error, stats }: Result): void {
    if (error === undefined) return
    this.#outcomes.push({ seq, host, rows: rows.length, error, stats })
  }

  /** Takes only the error of an answer from before the first that was added. */
  addEarlier(result: Result): void {
    const { seq } = result
    if (this.#firstSeq !== undefined && seq >= this.#firstSeq) return
    if (!this.#earlier.has(seq)) this.#note(result)
    this.#earlier.add(seq)
  }

  #row(segments: readonly RowSegment[], index: number): LiveRow | undefined {
    const known = this.#read.get(index) ?? this.#readBefore.get(index)
    if (known) return this.#keep(known)
    const segment = segments[Math.floor((index - (segments[0]?.base ?? 0)) / segmentRows)]
    const row = segment?.rowAt(index - segment.base)
    if (!segment || !row) return undefined
    const cells = new Map<string, string | undefined>()
    const cell = (name: string) => {
      if (cells.has(name)) return cells.get(name)
      const column = this.#columns.get(name)
      const value = column === undefined ? undefined : segment.cellAt(index - segment.base, column)
      cells.set(name, value)
      return value
    }
    return this.#keep({ index, ...row, cell })
  }

  #keep(row: LiveRow): LiveRow {
    if (this.#read.has(row.index)) return row
    if (this.#read.size >= readMost) {
      this.#readBefore = this.#read
      this.#read = new Map()
    }
    this.#read.set(row.index, row)
    return row
  }

  /** A view of what is here now. Rows never change, so an older view stays true. */
  view(): LiveView {
    const segments = this.#segments
    const total = this.#total
    if (this.#told.length !== this.#outcomes.length) this.#told = this.#outcomes.slice()
    const first = Math.max(0, total - liveRowsMax)
    const length = total - first
    return {
      length,
      first,
      columns: this.#names,
      outcomes: this.#told,
      left_out: first,
      at: (position) =>
        position >= 0 && position < length ? this.#row(segments, first + position) : undefined,
      bases: segments.map(({ base }) => base),
      segments: (isKnown) =>
        segments
          .filter((segment) => !(segment.full && isKnown(segment.base)))
          .map((segment) => segment.data()),
    }
  }
}
