// What a host's table looks like now, folded from the lines of one scheduled query. Pure: the lines
// may come in any order and late ones find their place. A claimed time ahead of its receipt counts as
// the receipt, or one wrong clock would freeze the state for ever.
import type { ResultAction } from '@/lib/wire/results'
import type { Columns } from '@/lib/wire/values'

/** A line without its rows: enough to decide which lines the state is made of. */
export type StateLine = {
  readonly id: number
  readonly received_at: Date
  readonly unix_time: number
  readonly epoch: string
  readonly counter: string
  readonly action: ResultAction
}

export type LineContent = {
  readonly columns?: Columns
  readonly snapshot?: readonly Columns[]
  readonly truncated?: boolean
}

export type FullLine = StateLine & { readonly content: LineContent }

export type StatePlan<Line extends StateLine> = {
  mode: 'snapshot' | 'differential' | null
  /** The lines that the state is made of, in no order. */
  lines: Line[]
  last_fetched: Date | null
  /** The first full set was never seen: what is known is known since then. */
  partial_since: Date | null
  /** Seconds: lines of earlier times have no part in it. Null while no full set is known. */
  anchor_unix: number | null
  /** Seconds: the time of the newest line of all. Null while there is no line. */
  newest_unix: number | null
}

export type HostState = Omit<StatePlan<FullLine>, 'lines'> & {
  rows: Columns[]
  truncated: boolean
}

type TimeOf = (line: StateLine) => number

const runOf = (line: StateLine) => `${line.epoch} ${line.counter} ${line.unix_time}`

/**
 * The time of each line in seconds: its own claim, but never later than its receipt. Lines of one run
 * may arrive in several batches; all have the time of the first of them.
 */
function timesOf(lines: readonly StateLine[]): TimeOf {
  const ahead = new Map<string, number>()
  for (const line of lines) {
    const received = Math.floor(line.received_at.getTime() / 1_000)
    if (line.unix_time <= received) continue
    const run = runOf(line)
    ahead.set(run, Math.min(ahead.get(run) ?? received, received))
  }
  if (ahead.size === 0) return (line) => line.unix_time
  return (line) => Math.min(line.unix_time, ahead.get(runOf(line)) ?? line.unix_time)
}

/** Compares decimal digits of any length. */
function compareDigits(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}

function newestOf<Line extends StateLine>(lines: readonly Line[], first: Line, timeOf: TimeOf) {
  let newest = first
  for (const line of lines) {
    const order =
      timeOf(line) - timeOf(newest) ||
      compareDigits(line.epoch, newest.epoch) ||
      compareDigits(line.counter, newest.counter) ||
      line.id - newest.id
    if (order > 0) newest = line
  }
  return newest
}

/** Which lines make the state: those of the newest snapshot run, or of the newest base and after. */
export function planState<Line extends StateLine>(lines: readonly Line[]): StatePlan<Line> {
  const [first] = lines
  const none = { last_fetched: null, partial_since: null, anchor_unix: null, newest_unix: null }
  if (!first) return { mode: null, lines: [], ...none }
  const timeOf = timesOf(lines)
  const newest = newestOf(lines, first, timeOf)
  return newest.action === 'snapshot'
    ? planSnapshot(lines, newest, timeOf)
    : planFold(lines, newest, timeOf)
}

function planSnapshot<Line extends StateLine>(
  lines: readonly Line[],
  newest: Line,
  timeOf: TimeOf,
): StatePlan<Line> {
  const run = lines.filter(
    (line) => line.action === 'snapshot' && line.unix_time === newest.unix_time,
  )
  return {
    mode: 'snapshot',
    lines: run,
    last_fetched: lastReceipt(run),
    partial_since: null,
    anchor_unix: timeOf(newest),
    newest_unix: timeOf(newest),
  }
}

function planFold<Line extends StateLine>(
  lines: readonly Line[],
  newest: Line,
  timeOf: TimeOf,
): StatePlan<Line> {
  const epoch = lines.filter((line) => line.action !== 'snapshot' && line.epoch === newest.epoch)
  const base = baseTime(epoch, timeOf)
  const kept = base === null ? epoch : epoch.filter((line) => timeOf(line) >= base)
  const since = kept.reduce((least, line) => Math.min(least, timeOf(line)), timeOf(newest))
  return {
    mode: 'differential',
    lines: kept,
    last_fetched: lastReceipt(kept),
    partial_since: base === null ? new Date(since * 1_000) : null,
    anchor_unix: base,
    newest_unix: timeOf(newest),
  }
}

function lastReceipt(lines: readonly StateLine[]): Date | null {
  let last: Date | null = null
  for (const { received_at } of lines) if (!last || received_at > last) last = received_at
  return last
}

/** When the counter went back to 0 and something was removed: old agents do so without a full set. */
function resetTimes(lines: readonly StateLine[], timeOf: TimeOf): number[] {
  const resets = lines.filter((line) => line.counter === '0' && line.action === 'removed')
  return [...new Set(resets.map(timeOf))].sort((a, b) => a - b)
}

/** When the newest full set was taken: counter 0 with nothing removed. */
function baseTime(lines: readonly StateLine[], timeOf: TimeOf): number | null {
  const resets = new Set(resetTimes(lines, timeOf))
  let base: number | null = null
  for (const line of lines) {
    if (line.counter !== '0') continue
    const time = timeOf(line)
    if (!resets.has(time) && (base === null || time > base)) base = time
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
export function rowKey(columns: Columns): string {
  return JSON.stringify(Object.entries(columns).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

type Held = { columns: Columns; count: number }

type Change = { line: FullLine; columns: Columns; key: string; resets: number; time: number }

/** Resets of the counter part the lines; within a part counters order them, then times. */
function inOrder(a: Change, b: Change): number {
  return (
    a.resets - b.resets ||
    compareDigits(a.line.counter, b.line.counter) ||
    a.time - b.time ||
    a.line.unix_time - b.line.unix_time ||
    rank[a.line.action] - rank[b.line.action] ||
    (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  )
}

function differentialRows(lines: readonly FullLine[]): Columns[] {
  const timeOf = timesOf(lines)
  const resets = resetTimes(lines, timeOf)
  const changes = lines.flatMap((line): Change[] => {
    const { columns } = line.content
    if (!columns) return []
    const time = timeOf(line)
    const before = resets.filter((reset) => reset <= time).length
    return [{ line, columns, key: rowKey(columns), resets: before, time }]
  })
  const held = new Map<string, Held>()
  for (const { line, columns, key } of changes.sort(inOrder)) {
    const known = held.get(key)
    if (line.action === 'added') {
      if (known) known.count += 1
      else held.set(key, { columns, count: 1 })
    } else if (known && known.count > 1) known.count -= 1
    else held.delete(key)
  }
  return [...held.values()].flatMap(({ columns, count }) => Array(count).fill(columns))
}

type Base = Pick<StateLine, 'epoch' | 'unix_time' | 'received_at'> & {
  readonly rows: readonly { columns: Columns; count: number }[]
  readonly truncated: boolean
}

/** A full set at counter 0, which stands for lines that are no longer kept. */
export function baseLines({ rows, truncated, ...base }: Base): FullLine[] {
  const { epoch, unix_time, received_at } = base
  const line = { id: 0, epoch, unix_time, received_at, counter: '0' }
  if (rows.length === 0) return [{ ...line, action: 'empty', content: {} }]
  return rows.flatMap(({ columns, count }): FullLine[] => {
    const content = truncated ? { columns, truncated } : { columns }
    return Array(count).fill({ ...line, action: 'added', content })
  })
}
