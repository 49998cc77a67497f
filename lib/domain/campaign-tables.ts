// The tables of answers that this process holds: filled from the last number on whenever one is asked
// for, and let go when they are not, are old, or together too large. What is read here is a copy.

import { Partings } from '@/lib/domain/campaign-grouping'
import { AnswerTable } from '@/lib/domain/campaign-table'
import { inTurns, type Steps } from '@/lib/domain/turns'
import { pinned } from '@/lib/global'
import { type AnswerRow, listAnswerPages, listAnswers } from '@/lib/store/campaign-answers'
import { Rows } from '@/lib/wire/campaigns'

const pageBytes = 4 * 1024 * 1024
const tableBytesMax = 192 * 1024 * 1024
const allBytesMax = 384 * 1024 * 1024
const idleMs = 5 * 60_000
/** Hosts are merged and rows expire behind a table's back; a new one is read after so long. */
const oldMs = 10 * 60_000

export type HeldTable = {
  table: AnswerTable
  /** The last number that was looked at. */
  seq: number
  /** False once the table is full: there are answers that it does not hold. */
  complete: boolean
  partings: Partings
}

type Entry = HeldTable & {
  born_ms: number
  used: number
  turn: Promise<unknown>
  idle: NodeJS.Timeout | undefined
}

type Tables = { entries: Map<number, Entry>; uses: number }

const tables = () => pinned<Tables>('campaigns.tables', () => ({ entries: new Map(), uses: 0 }))

type TableOptions = { bytesMax?: number; now?: () => number }

function* addAll(held: HeldTable, page: readonly AnswerRow[], bytesMax: number): Steps<void> {
  for (const { seq, host_id, received_at, rows_json, too_large } of page) {
    if (held.table.bytes > bytesMax) {
      held.complete = false
      return
    }
    if (rows_json !== null) {
      const rows = Rows.parse(JSON.parse(rows_json))
      held.table.add({ seq, host_id, received_ms: received_at.getTime(), too_large, rows })
    }
    held.seq = seq
    yield
  }
}

/** Reads on from the last number; the next page is on its way while one is taken in. */
async function fill(id: number, held: HeldTable, bytesMax: number): Promise<void> {
  const ends = held.complete ? await listAnswerPages(id, held.seq, pageBytes) : []
  const read = (at: number) => {
    const end = ends[at]
    const page = end === undefined ? [] : listAnswers(id, ends[at - 1] ?? held.seq, end)
    return Promise.resolve(page)
  }
  let next = read(0)
  for (let at = 0; at < ends.length && held.complete; at++) {
    const page = await next
    next = read(at + 1)
    // A page that fails while the one before is taken in must not end the process.
    next.catch(() => undefined)
    await inTurns(addAll(held, page, bytesMax))
  }
}

function entryOf(id: number, now: () => number): Entry {
  const { entries } = tables()
  const known = entries.get(id)
  if (known && now() - known.born_ms < oldMs) return known
  const table = new AnswerTable()
  const entry: Entry = {
    table,
    partings: new Partings(table),
    seq: 0,
    complete: true,
    born_ms: now(),
    used: 0,
    turn: Promise.resolve(),
    idle: undefined,
  }
  clearTimeout(known?.idle)
  entries.set(id, entry)
  return entry
}

const bytesOf = ({ table, partings }: Entry) => table.bytes + partings.bytes

/** Lets go of the tables used longest ago until the rest is small enough; never of the last used. */
function makeRoom(): void {
  const { entries } = tables()
  let bytes = [...entries.values()].reduce((sum, entry) => sum + bytesOf(entry), 0)
  const byUse = [...entries].sort(([, one], [, other]) => one.used - other.used)
  for (const [id, entry] of byUse.slice(0, -1)) {
    if (bytes <= allBytesMax) return
    bytes -= bytesOf(entry)
    clearTimeout(entry.idle)
    entries.delete(id)
  }
}

function touch(id: number, entry: Entry): void {
  const all = tables()
  all.uses += 1
  entry.used = all.uses
  clearTimeout(entry.idle)
  entry.idle = setTimeout(() => {
    if (tables().entries.get(id) === entry) tables().entries.delete(id)
  }, idleMs)
  entry.idle.unref()
}

/**
 * Runs `run` with the campaign's answers as they are now; one at a time for each campaign, so nothing
 * is added under its hands. Rejects as `run` or the reading does.
 */
export function withTable<T>(
  id: number,
  run: (held: HeldTable) => Promise<T>,
  { bytesMax = tableBytesMax, now = Date.now }: TableOptions = {},
): Promise<T> {
  const entry = entryOf(id, now)
  touch(id, entry)
  const turn = entry.turn.then(async () => {
    await fill(id, entry, bytesMax)
    return run(entry)
  })
  entry.turn = turn.then(makeRoom, makeRoom)
  return turn
}

/** Forgets every table, so that a test starts from nothing. */
export function forgetTables(): void {
  const { entries } = tables()
  for (const { idle } of entries.values()) clearTimeout(idle)
  entries.clear()
}
