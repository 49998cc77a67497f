// What changed in the states of a scheduled query, read backwards through its lines in stretches. Only
// hosts whose lines can have changed something are folded; a stretch never parts one host's arrival.
import { teamScopeOf } from '@/lib/domain/permissions'
import { type HostAt, openScheduled, plansAt } from '@/lib/domain/results-latest'
import { type FullLine, planState, type StatePlan } from '@/lib/domain/results-state'
import { changesOver, type StateChange } from '@/lib/domain/results-walk'
import { type ChangedLine, listChangedLines, listLinesBefore } from '@/lib/store/results-changes'
import {
  findStateContents,
  type HostStart,
  listStarts,
  type StatedHost,
  type StatedHostsFilter,
} from '@/lib/store/results-latest'
import type { ChangesQuery, ChangesReply, ResultChange } from '@/lib/wire/results-changes'
import type { TeamScope, Viewer } from '@/lib/wire/roles'

/** A first look is short: where much changes, a page is full of it. Where little does, they grow. */
const firstLines = 400
const growth = 8
const stretchLines = 50_000
/** Rows of so many stored bytes are in memory at once, and those of one host more. */
const bytesAtOnce = 16 * 1_048_576
/** A page ends after so long, however little it found; the cursor goes on. */
const searchMs = 3_000
/** Single states that are read whole for one stretch. Late lines of an old epoch need them, and no others. */
const exactMost = 200
const dayMs = 86_400_000

type Plan = StatePlan<FullLine>

export type Span = {
  packQueryId: number
  scope: TeamScope
  filter: StatedHostsFilter
  from: Date
  to: Date
}

export type HostChange = StateChange & { host: StatedHost }

type Stretch = {
  /** Newest first. */
  changes: HostChange[]
  /** All lines received after it were looked through. */
  read_to: Date
  /** Lines up to `read_to` are left to be read. */
  more: boolean
  truncated: boolean
}

type HostLines = { id: number; lines: ChangedLine[]; first: Date }

function linesByHost(lines: readonly ChangedLine[]): HostLines[] {
  const hosts = new Map<number, HostLines>()
  for (const line of lines) {
    const { host_id: id, received_at } = line
    const own = hosts.get(id) ?? { id, lines: [], first: received_at }
    own.lines.push(line)
    if (received_at < own.first) own.first = received_at
    hosts.set(id, own)
  }
  return [...hosts.values()]
}

/** The hosts whose lines are not all the same snapshot that they had before. */
async function hostsOfInterest(span: Span, hosts: readonly HostLines[]): Promise<HostLines[]> {
  const same = new Map<number, string>()
  for (const { id, lines } of hosts) {
    const digest = lines[0]?.digest ?? null
    if (digest !== null && lines.every((line) => line.digest === digest)) same.set(id, digest)
  }
  const moments = hosts
    .filter(({ id }) => same.has(id))
    .map(({ id, first }) => ({ host_id: id, received_at: first }))
  if (moments.length === 0) return [...hosts]
  const oldest = Math.min(...moments.map(({ received_at }) => received_at.getTime()))
  const since = new Date(oldest - 2 * dayMs)
  const before = new Map(
    (await listLinesBefore(span.packQueryId, moments, since)).map((line) => [
      line.host_id,
      line.digest,
    ]),
  )
  return hosts.filter(({ id }) => !same.has(id) || before.get(id) !== same.get(id))
}

/** A snapshot that says what the one before it said changes nothing, if none of them came late. */
function withoutRepeats(lines: readonly ChangedLine[]): ChangedLine[] {
  const inOrder = lines.toSorted((a, b) => a.id - b.id)
  const isLate = inOrder.some((line, at) => line.unix_time < (inOrder[at - 1]?.unix_time ?? 0))
  if (isLate) return inOrder
  return inOrder.filter(
    ({ digest }, at) => at === 0 || digest === null || digest !== inOrder[at - 1]?.digest,
  )
}

/** Hosts whose lines fit into memory together. */
function* byBytes(hosts: readonly HostLines[]): Generator<HostLines[]> {
  let group: HostLines[] = []
  let bytes = 0
  for (const { lines, ...host } of hosts) {
    const kept = withoutRepeats(lines)
    group.push({ ...host, lines: kept })
    bytes += kept.reduce((sum, line) => sum + line.bytes, 0)
    if (bytes < bytesAtOnce) continue
    yield group
    group = []
    bytes = 0
  }
  if (group.length > 0) yield group
}

/** Plans of single hosts at single moments, so many for a stretch; beyond, changes are truncated. */
class ExactPlans {
  truncated = false
  private left = exactMost
  constructor(private readonly packQueryId: number) {}

  async at(host: HostStart, at: Date): Promise<Plan | undefined> {
    this.left -= 1
    this.truncated ||= this.left < 0
    if (this.left < 0) return undefined
    for await (const { plan, cut } of plansAt(this.packQueryId, [{ ...host, at }])) {
      this.truncated ||= cut
      return plan
    }
    return undefined
  }
}

/** The plan of each host just before its first line of the stretch. */
async function plansBefore(packQueryId: number, hosts: readonly HostLines[]) {
  const firsts = new Map(hosts.map(({ id, first }) => [id, first.getTime()]))
  const starts = await listStarts(packQueryId, [...firsts.keys()])
  const asked = starts.map((host): HostAt => {
    return { ...host, at: new Date((firsts.get(host.id) ?? 0) - 1) }
  })
  const plans = new Map<number, Plan>()
  let truncated = false
  for await (const { host, plan, cut } of plansAt(packQueryId, asked)) {
    plans.set(host.id, plan)
    truncated ||= cut
  }
  return { starts: new Map(starts.map((host) => [host.id, host])), plans, truncated }
}

async function changesOf({ packQueryId }: Span, hosts: readonly HostLines[]) {
  const { starts, plans, truncated: cut } = await plansBefore(packQueryId, hosts)
  const contents = await findStateContents(hosts.flatMap(({ lines }) => lines))
  const exact = new ExactPlans(packQueryId)
  const changes: HostChange[] = []
  let truncated = cut
  for (const { id, lines } of hosts) {
    const host = starts.get(id)
    if (!host) continue
    const full = lines.map((line) => ({ ...line, content: contents.get(line.id) ?? {} }))
    truncated ||= full.some(({ content }) => content.truncated === true)
    const before = plans.get(id) ?? planState<FullLine>([])
    const found = await changesOver(before, full, (at) => exact.at(host, at))
    for (const change of found) changes.push({ ...change, host })
  }
  return { changes, truncated: truncated || exact.truncated }
}

const newestFirst = (a: HostChange, b: HostChange) =>
  b.at.getTime() - a.at.getTime() || a.host.id - b.host.id

/** The newest lines up to `to`, with all of the last moment: what a moment holds is never parted. */
async function linesUpTo(
  span: Span,
  to: Date,
  most: number,
): Promise<{ lines: ChangedLine[]; read_to: Date }> {
  const { scope, packQueryId, filter, from } = span
  for (let limit = most; ; limit *= 4) {
    const asked = { from, to, limit }
    const lines = await listChangedLines(scope, packQueryId, filter, asked)
    if (lines.length < limit) return { lines, read_to: from }
    const end = lines.at(-1)?.received_at.getTime() ?? 0
    const whole = lines.filter(({ received_at }) => received_at.getTime() > end)
    if (whole.length > 0) return { lines: whole, read_to: new Date(end) }
  }
}

async function readStretch(span: Span, to: Date, most: number): Promise<Stretch> {
  const { lines, read_to } = await linesUpTo(span, to, most)
  const hosts = await hostsOfInterest(span, linesByHost(lines))
  const changes: HostChange[] = []
  let truncated = false
  for (const group of byBytes(hosts)) {
    const found = await changesOf(span, group)
    for (const change of found.changes) changes.push(change)
    truncated ||= found.truncated
  }
  changes.sort(newestFirst)
  return { changes, read_to, more: read_to > span.from, truncated }
}

/** The changes of a span, newest first, a stretch of lines at a time, as far as its reader goes. */
export async function* stretches(span: Span): AsyncGenerator<Stretch> {
  let to = span.to
  for (let most = firstLines; ; most = Math.min(stretchLines, most * growth)) {
    const stretch = await readStretch(span, to, most)
    yield stretch
    if (!stretch.more) return
    to = stretch.read_to
  }
}

type Position = { at: Date; skip: number }

/** Where a page begins: at which moment, and how many changes of it were told already. */
function positionOf(cursor: string | undefined): Position | null {
  if (cursor === undefined) return null
  const [at = 0, skip = 0] = cursor.split('.').map(Number)
  return { at: new Date(at), skip }
}

function toldOf({ host, at, agent_unix, ...change }: HostChange): ResultChange {
  const { id, hostname, display_name } = host
  const agent = agent_unix === null ? null : new Date(agent_unix * 1_000)
  return {
    ...{ ...change, at: at.toISOString(), host: { id, hostname, display_name } },
    agent_time: agent && Number.isFinite(agent.getTime()) ? agent.toISOString() : null,
  }
}

export const emptyReply = (told: { from: string; to: string }): ChangesReply => ({
  ...{ changes: [], next_cursor: null, read_to: null, truncated: false, ...told },
})

/** What a list and its ticks have in common: whose, of which query, from when to when. */
export async function spanOf(
  viewer: Viewer,
  query: Pick<ChangesQuery, 'pack_id' | 'query' | 'team_id' | 'from' | 'to'> & StatedHostsFilter,
): Promise<Span & { told: { from: string; to: string } }> {
  const scheduled = await openScheduled(viewer, query.pack_id, query.query)
  const scope = teamScopeOf(viewer, 'results:read', query.team_id)
  const until = query.to ?? new Date()
  const from = query.from ?? new Date(until.getTime() - dayMs)
  const filter = { host_id: query.host_id, label_id: query.label_id, platform: query.platform }
  // Without an end of its own the span has none, whatever this machine's clock says.
  const to = query.to ?? new Date('9999-12-31T00:00:00Z')
  const told = { from: from.toISOString(), to: until.toISOString() }
  return { packQueryId: scheduled.id, scope, filter, from, to, told }
}

/** The cursor behind that change: its moment, and how many changes of the moment were told. */
function cursorAfter(changes: readonly HostChange[], index: number): string {
  const at = changes[index]?.at.getTime() ?? 0
  const told = changes.slice(0, index + 1).filter((change) => change.at.getTime() === at)
  return `${at}.${told.length}`
}

/** The changes of a span, newest first. A page may be short, or empty with a cursor that goes on. */
export async function listChanges(viewer: Viewer, query: ChangesQuery): Promise<ChangesReply> {
  const { told, ...span } = await spanOf(viewer, query)
  const endMs = performance.now() + searchMs
  const position = positionOf(query.cursor)
  let skip = position?.skip ?? 0
  const from = position ? { ...span, to: position.at } : span
  const reply = emptyReply(told)
  for await (const stretch of stretches(from)) {
    const { changes } = stretch
    reply.truncated ||= stretch.truncated
    for (const [index, change] of changes.entries()) {
      if (index < skip || (query.action ?? change.action) !== change.action) continue
      reply.changes.push(toldOf(change))
      if (reply.changes.length < query.limit || index === changes.length - 1) continue
      const next_cursor = cursorAfter(changes, index)
      return { ...reply, read_to: change.at.toISOString(), next_cursor }
    }
    skip = 0
    reply.read_to = stretch.read_to.toISOString()
    reply.next_cursor = stretch.more ? `${stretch.read_to.getTime()}` : null
    if (reply.changes.length >= query.limit || performance.now() > endMs) break
  }
  return reply
}
