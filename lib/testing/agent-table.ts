// An agent's side of differential and snapshot queries, written from its documentation and apart from
// the server's fold: a table that changes from run to run, and the log lines that tell of it.

export type AgentLine = {
  name: string
  unixTime: number
  epoch: number
  counter: number
  action?: 'added' | 'removed' | 'snapshot'
  columns?: Record<string, string>
  snapshot?: Record<string, string>[]
  diffResults?: { added: Record<string, string>[]; removed: Record<string, string>[] }
}

type Form = 'event' | 'batch' | 'snapshot' | 'snapshot_event'

const row = (v: string) => ({ v })

function without(table: readonly string[], less: readonly string[]): string[] {
  const left = [...less]
  return table.filter((value) => {
    const at = left.indexOf(value)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** What the agent remembers of one query between runs. */
export class AgentTable {
  private table: string[] = []
  private counter = 0
  private epoch = -1
  constructor(
    private readonly name: string,
    private readonly form: Form,
  ) {}

  /** Its database is lost: it knows of no earlier run. */
  forget(): void {
    this.epoch = -1
  }

  /** One run that finds that table; the lines that it logs. */
  run(found: readonly string[], unixTime: number, epoch: number): AgentLine[] {
    const about = { name: this.name, unixTime, epoch }
    if (this.form === 'snapshot' || this.form === 'snapshot_event')
      return this.snapshot(found, { ...about, counter: 0 })
    const isFirst = epoch !== this.epoch
    const removed = isFirst ? [] : without(this.table, found)
    const added = isFirst ? [...found] : without(found, this.table)
    if (isFirst) this.counter = 0
    else if (removed.length + added.length === 0) return []
    else this.counter += 1
    this.table = [...found]
    this.epoch = epoch
    return this.differences({ ...about, counter: this.counter }, removed, added)
  }

  private snapshot(found: readonly string[], about: Omit<AgentLine, 'action'>): AgentLine[] {
    if (this.form === 'snapshot')
      return [{ ...about, action: 'snapshot', snapshot: found.map(row) }]
    return found.map((v) => ({ ...about, action: 'snapshot' as const, columns: row(v) }))
  }

  private differences(
    about: Omit<AgentLine, 'action'>,
    removed: readonly string[],
    added: readonly string[],
  ): AgentLine[] {
    if (this.form === 'batch')
      return [{ ...about, diffResults: { removed: removed.map(row), added: added.map(row) } }]
    return [
      ...removed.map((v) => ({ ...about, action: 'removed' as const, columns: row(v) })),
      ...added.map((v) => ({ ...about, action: 'added' as const, columns: row(v) })),
    ]
  }
}

type Sent = AgentLine & { received: number }

type Run = { epoch: number; counter: number; claimed: number; time: number; lines: Sent[] }

function runsOf(lines: readonly Sent[]): Run[] {
  const runs = new Map<string, Run>()
  for (const line of lines) {
    const { epoch, counter, unixTime } = line
    const key = `${epoch}/${counter}/${unixTime}`
    const fresh = { epoch, counter, claimed: unixTime, time: unixTime, lines: [] }
    const run = runs.get(key) ?? fresh
    run.time = Math.min(run.time, unixTime, line.received)
    run.lines.push(line)
    runs.set(key, run)
  }
  return [...runs.values()]
}

function partsOf(run: Run) {
  const removed = run.lines.flatMap((line) => [
    ...(line.action === 'removed' ? [line.columns?.v ?? ''] : []),
    ...(line.diffResults?.removed.map(({ v = '' }) => v) ?? []),
  ])
  const added = run.lines.flatMap((line) => [
    ...(line.action === 'added' ? [line.columns?.v ?? ''] : []),
    ...(line.diffResults?.added.map(({ v = '' }) => v) ?? []),
  ])
  return { removed, added }
}

const byCounter = (a: Run, b: Run) =>
  a.counter - b.counter || a.time - b.time || a.claimed - b.claimed
const byTime = (a: Run, b: Run) => a.time - b.time || a.epoch - b.epoch || a.counter - b.counter

/**
 * What a server can know from those lines of one query: the naive reading of the protocol. Runs are
 * parted by their claims; the newest epoch counts from its newest full set on, run by run in the order
 * of counters. Null when there is no line.
 */
export function tableFrom(lines: readonly Sent[]): { rows: string[]; partial: boolean } | null {
  const runs = runsOf(lines)
  const newest = runs.toSorted(byTime).at(-1)
  if (!newest) return null
  if (newest.lines.some(({ action }) => action === 'snapshot')) {
    const whole = newest.lines.filter(({ snapshot }) => snapshot).at(-1)
    const rows = whole?.snapshot ?? newest.lines.map(({ columns = {} }) => columns)
    return { rows: rows.map(({ v = '' }) => v).sort(), partial: false }
  }
  const own = runs.filter(({ epoch }) => epoch === newest.epoch)
  const bases = own.filter((run) => run.counter === 0 && partsOf(run).removed.length === 0)
  const base = bases.toSorted(byTime).at(-1)
  const since = base ? own.filter((run) => run.time >= base.time) : own
  let table: string[] = []
  for (const run of since.toSorted(byCounter)) {
    const { removed, added } = partsOf(run)
    table = [...without(table, removed), ...added]
  }
  return { rows: table.sort(), partial: base === undefined }
}
