// What a host's table looks like now, folded from the lines of one scheduled query. Pure: the lines
// may come in any order and late ones find their place. A claimed time ahead of its receipt counts as
// the receipt, or one wrong clock would freeze the state for ever.
import type { ResultAction } from '@/lib/wire/results'
import type { Columns } from '@/lib/wire/values'

/** A line without its rows: enough to decide which lines the state is made of. */
type StateLine = {
  readonly id: number
  readonly received_at: Date
  readonly unix_time: number
  readonly epoch: string
  readonly counter: string
  readonly action: ResultAction
}

type LineContent = {
  readonly columns?: Columns
  readonly snapshot?: readonly Columns[]
  readonly truncated?: boolean
}

export type FullLine = StateLine & { readonly content: LineContent }

type StatePlan<Line extends StateLine> = {
  mode: 'snapshot' | 'differential' | null
  /** The lines that the state is made of, in no order. */
  lines: Line[]
  last_fetched: Date | null
  /** The first full set was never seen: what is known is known since then. */
  partial_since: Date | null
}

export type HostState = Omit<StatePlan<FullLine>, 'lines'> & {
  rows: Columns[]
  truncated: boolean
}

/** Seconds: the line's own claim, but never later than its receipt. */
function timeOf(line: StateLine): number {
  return Math.min(line.unix_time, Math.floor(line.received_at.getTime() / 1_000))
}

/** Compares decimal digits of any length. */
function compareDigits(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}

function laterOf<Line extends StateLine>(a: Line, b: Line): Line {
  const order =
    timeOf(a) - timeOf(b) ||
    compareDigits(a.epoch, b.epoch) ||
    compareDigits(a.counter, b.counter) ||
    a.id - b.id
  return order > 0 ? a : b
}

/** Which lines make the state: those of the newest snapshot run, or of the newest base and after. */
export function planState<Line extends StateLine>(lines: readonly Line[]): StatePlan<Line> {
  const [first] = lines
  if (!first) return { mode: null, lines: [], last_fetched: null, partial_since: null }
  const newest = lines.reduce(laterOf, first)
  return newest.action === 'snapshot' ? planSnapshot(lines, newest) : planFold(lines, newest)
}

function planSnapshot<Line extends StateLine>(
  lines: readonly Line[],
  newest: Line,
): StatePlan<Line> {
  const run = lines.filter(
    (line) => line.action === 'snapshot' && line.unix_time === newest.unix_time,
  )
  return { mode: 'snapshot', lines: run, last_fetched: lastReceipt(run), partial_since: null }
}

function planFold<Line extends StateLine>(lines: readonly Line[], newest: Line): StatePlan<Line> {
  const epoch = lines.filter((line) => line.action !== 'snapshot' && line.epoch === newest.epoch)
  const base = baseTime(epoch)
  const kept = base === null ? epoch : epoch.filter((line) => timeOf(line) >= base)
  const since = kept.reduce((least, line) => Math.min(least, timeOf(line)), timeOf(newest))
  return {
    mode: 'differential',
    lines: kept,
    last_fetched: lastReceipt(kept),
    partial_since: base === null ? new Date(since * 1_000) : null,
  }
}

function lastReceipt(lines: readonly StateLine[]): Date | null {
  let last: Date | null = null
  for (const { received_at } of lines) if (!last || received_at > last) last = received_at
  return last
}

/**
 * When the newest full set was taken: counter 0 with nothing removed. Old agents also reset the
 * counter without sending everything; then something is removed in the same run.
 */
function baseTime(lines: readonly StateLine[]): number | null {
  const zero = lines.filter((line) => line.counter === '0')
  const partial = new Set(zero.filter((line) => line.action === 'removed').map(timeOf))
  let base: number | null = null
  for (const time of zero.map(timeOf)) {
    if (!partial.has(time) && (base === null || time > base)) base = time
  }
  return base
}

/** The rows of a planned state. */
export function foldState(plan: StatePlan<FullLine>): HostState {
  const { lines, ...about } = plan
  const truncated = lines.some((line) => line.content.truncated === true)
  const rows = plan.mode === 'snapshot' ? snapshotRows(lines) : differentialRows(lines)
  return { ...about, rows, truncated }
}

/** The state that all lines of one host and scheduled query amount to. */
export function stateOf(lines: readonly FullLine[]): HostState {
  return foldState(planState(lines))
}

/** A whole snapshot, the one received last; else the lines of an event-format one, together. */
function snapshotRows(run: readonly FullLine[]): Columns[] {
  let whole: FullLine | undefined
  for (const line of run) if (line.content.snapshot && line.id > (whole?.id ?? -1)) whole = line
  if (whole?.content.snapshot) return [...whole.content.snapshot]
  return run
    .toSorted((a, b) => a.id - b.id)
    .flatMap((line) => (line.content.columns ? [line.content.columns] : []))
}

const rank: Record<ResultAction, number> = { empty: 0, snapshot: 0, removed: 1, added: 2 }

/** The same text for the same row, whatever the order of its columns. */
function rowKey(columns: Columns): string {
  return JSON.stringify(Object.entries(columns).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

type Held = { columns: Columns; count: number }

function differentialRows(lines: readonly FullLine[]): Columns[] {
  const changes = lines.flatMap((line) => {
    const { columns } = line.content
    return columns ? [{ line, columns, key: rowKey(columns) }] : []
  })
  changes.sort(
    (a, b) =>
      compareDigits(a.line.counter, b.line.counter) ||
      rank[a.line.action] - rank[b.line.action] ||
      (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  )
  const held = new Map<string, Held>()
  for (const { line, columns, key } of changes) {
    const known = held.get(key)
    if (line.action === 'added') {
      if (known) known.count += 1
      else held.set(key, { columns, count: 1 })
    } else if (known && known.count > 1) known.count -= 1
    else held.delete(key)
  }
  return [...held.values()].flatMap(({ columns, count }) => Array(count).fill(columns))
}
