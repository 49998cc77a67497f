// What each arrival of lines changed in one host's state. Lines that come in the agent's order are
// applied as they are; whatever comes late or anew is folded again, and only what differs is told. Only
// the lines of the state are carried along; where others might come back into it, they are asked for.
import {
  type FullLine,
  foldState,
  planState,
  rowKey,
  type StatePlan,
} from '@/lib/domain/results-state'
import type { Columns } from '@/lib/wire/values'

export type StateChange = {
  at: Date
  action: 'added' | 'removed'
  columns: Columns
  times: number
  /** Of the line that said so, as the agent claims. */
  agent_unix: number | null
  /** There was no state before: the rows are new to us. */
  first: boolean
}

type Held = Map<string, { columns: Columns; count: number }>

/** Rows by content, with how often each is there. */
export function heldRows(rows: readonly Columns[]): Held {
  const held: Held = new Map()
  for (const columns of rows) {
    const key = rowKey(columns)
    const known = held.get(key)
    if (known) known.count += 1
    else held.set(key, { columns, count: 1 })
  }
  return held
}

type Difference = Pick<StateChange, 'action' | 'columns' | 'times'> & { key: string }

/** What has to go and to come so that one table becomes the other; removed rows first. */
export function differenceOf(before: Held, after: Held): Difference[] {
  const found: Difference[] = []
  for (const [key, { columns, count }] of before) {
    const times = count - (after.get(key)?.count ?? 0)
    if (times > 0) found.push({ key, action: 'removed', columns, times })
  }
  for (const [key, { columns, count }] of after) {
    const times = count - (before.get(key)?.count ?? 0)
    if (times > 0) found.push({ key, action: 'added', columns, times })
  }
  return found
}

/** Lines by when they were received, oldest first. */
function arrivals(lines: readonly FullLine[]): FullLine[][] {
  const groups = new Map<number, FullLine[]>()
  for (const line of lines) {
    const at = line.received_at.getTime()
    const group = groups.get(at)
    if (group) group.push(line)
    else groups.set(at, [line])
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group)
}

type Walk = { plan: StatePlan<FullLine>; held: Held; end: bigint; time: number }

function startOf(plan: StatePlan<FullLine>): Walk {
  let end = -1n
  let time = -1
  for (const line of plan.lines) {
    const counter = BigInt(line.counter)
    if (counter > end) end = counter
    time = Math.max(time, line.unix_time)
  }
  return { plan, held: heldRows(foldState(plan).rows), end, time }
}

/** Whether the lines go on where the state ended, so that they are the changes themselves. */
function goesOn({ plan, end, time }: Walk, lines: readonly FullLine[]): boolean {
  if (plan.mode !== 'differential') return false
  const epoch = plan.lines[0]?.epoch
  return lines.every(
    (line) =>
      line.action !== 'snapshot' &&
      line.epoch === epoch &&
      line.unix_time >= time &&
      line.unix_time * 1_000 <= line.received_at.getTime() &&
      BigInt(line.counter) > end,
  )
}

type Step = { walk: Walk; differences: Difference[] }

/** The same fold begun with the rows that the lines touch; `walk` itself goes on. */
function append(walk: Walk, lines: readonly FullLine[], template: FullLine): Step {
  const before: Held = new Map()
  for (const { content } of lines) {
    const key = content.columns ? rowKey(content.columns) : ''
    const known = walk.held.get(key)
    if (known) before.set(key, known)
  }
  const base = [...before.values()].flatMap(({ columns, count }) => {
    const content = { columns }
    const line: FullLine = { ...template, counter: '0', action: 'added', content }
    return Array.from({ length: count }, () => line)
  })
  const after = heldRows(foldState({ ...walk.plan, lines: [...base, ...lines] }).rows)
  for (const key of before.keys()) walk.held.delete(key)
  for (const [key, entry] of after) walk.held.set(key, entry)
  for (const line of lines) {
    const counter = BigInt(line.counter)
    walk.plan.lines.push(line)
    if (counter > walk.end) walk.end = counter
    walk.time = Math.max(walk.time, line.unix_time)
  }
  walk.plan.newest_unix = Math.max(walk.plan.newest_unix ?? 0, walk.time)
  return { walk, differences: differenceOf(before, after) }
}

/**
 * Whether no line that was left out of the state before can be part of the next one: none of them is
 * newer than the newest one was, nor of the same epoch and as new as its full set. A late line that brings
 * an earlier epoch or another mode back needs lines that were left out long ago.
 */
function isWhole(before: StatePlan<FullLine>, next: StatePlan<FullLine>): boolean {
  const anchor = next.anchor_unix ?? -1
  if (before.newest_unix === null || anchor > before.newest_unix) return true
  const [was] = before.lines
  const [is] = next.lines
  if (before.mode !== next.mode || !was || !is) return false
  if (next.mode === 'snapshot') return was.unix_time === is.unix_time
  return was.epoch === is.epoch && anchor >= (before.anchor_unix ?? -1)
}

/** The plan of a state over all lines received by a moment; undefined where it cannot be had. */
export type PlanAt = (at: Date) => Promise<StatePlan<FullLine> | undefined>

async function refold(walk: Walk, lines: readonly FullLine[], planAt: PlanAt): Promise<Step> {
  const [line] = lines
  const known = planState([...walk.plan.lines, ...lines])
  const whole = line && !isWhole(walk.plan, known) ? await planAt(line.received_at) : known
  const next = startOf(whole ?? known)
  return { walk: next, differences: differenceOf(walk.held, next.held) }
}

/** When the agent says that each row came or went, by the lines of one arrival. */
function claims(lines: readonly FullLine[]) {
  const byRow = new Map<string, number>()
  let newest: number | null = null
  for (const { action, content, unix_time } of lines) {
    newest = Math.max(newest ?? unix_time, unix_time)
    if (content.columns) byRow.set(`${action} ${rowKey(content.columns)}`, unix_time)
  }
  return ({ action, key }: Difference) => byRow.get(`${action} ${key}`) ?? newest
}

/**
 * What the lines changed, oldest first, when `before` are the lines that the state was made of until
 * then. Lines of one moment are one arrival: rows that only pass through it are not told. `planAt` is
 * asked where the lines at hand are not all that may matter.
 */
export async function changesOver(
  before: StatePlan<FullLine>,
  lines: readonly FullLine[],
  planAt: PlanAt,
): Promise<StateChange[]> {
  let walk = startOf({ ...before, lines: [...before.lines] })
  const changes: StateChange[] = []
  for (const group of arrivals(lines)) {
    const [line] = group
    if (!line) continue
    const first = walk.plan.mode === null
    const step = goesOn(walk, group) ? append(walk, group, line) : await refold(walk, group, planAt)
    const claimed = claims(group)
    for (const difference of step.differences) {
      const { key: _key, ...change } = difference
      changes.push({ at: line.received_at, ...change, agent_unix: claimed(difference), first })
    }
    walk = step.walk
  }
  return changes
}
