// What changed in the states of a scheduled query, read backwards through its lines in stretches. Only
// hosts whose lines can have changed something are folded; a stretch never parts one host's arrival.
import { teamScopeOf } from '@/lib/domain/permissions'
import { type HostAt, openScheduled, plansAt } from '@/lib/domain/results-latest'
import { type FullLine, planState } from '@/lib/domain/results-state'
import { changesOver, type StateChange } from '@/lib/domain/results-walk'
import {
  type ChangedLine,
  findNextLineId,
  listArrivalsAbove,
  listArrivalsBelow,
  listChangedLines,
  listLinesBefore,
} from '@/lib/store/results-changes'
import {
  findStateContents,
  listStarts,
  type StatedHost,
  type StatedHostsFilter,
} from '@/lib/store/results-latest'
import type { ChangesQuery, ChangesReply, ResultChange } from '@/lib/wire/results-changes'
import type { TeamScope, Viewer } from '@/lib/wire/roles'

const stretchLines = 5_000
/** Rows of so many stored bytes are in memory at once, and those of one host more. */
const bytesAtOnce = 16 * 1_048_576
/** A page ends after so long, however little it found; the cursor goes on. */
const searchMs = 3_000
/** Longer than a transaction that stores lines may take. */
const commitMs = 15_000
const dayMs = 86_400_000

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
  /** Where the next stretch begins; null when this was the last. */
  next_id: number | null
  /** All lines received since then were looked through. */
  read_to: Date
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

const arrivalKey = ({ host_id, received_at }: { host_id: number; received_at: Date }) =>
  `${host_id} ${received_at.getTime()}`

/** The lines of the stretch with every arrival whole: begun ones are completed, told ones left out. */
async function wholeArrivals(
  { packQueryId }: Span,
  lines: readonly ChangedLine[],
  ids: { before: number; from: number | null },
): Promise<ChangedLine[]> {
  const newest = lines[0]?.received_at.getTime() ?? 0
  const atTop = new Map(
    lines
      .filter(({ received_at }) => received_at.getTime() >= newest - commitMs)
      .map((line) => [arrivalKey(line), line]),
  )
  const above = await listArrivalsAbove(packQueryId, [...atTop.values()], ids.before)
  const told = new Set(above.map(arrivalKey))
  const untold = lines.filter((line) => !told.has(arrivalKey(line)))
  if (ids.from === null) return untold
  const end = lines.at(-1)?.received_at.getTime() ?? 0
  const atEnd = new Map(
    untold
      .filter(({ received_at }) => received_at.getTime() <= end + commitMs)
      .map((line) => [arrivalKey(line), line]),
  )
  return [...untold, ...(await listArrivalsBelow(packQueryId, [...atEnd.values()], ids.from))]
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

async function changesOf({ packQueryId }: Span, hosts: readonly HostLines[]) {
  const firsts = new Map(hosts.map(({ id, first }) => [id, first.getTime()]))
  const starts = await listStarts(packQueryId, [...firsts.keys()])
  const asked = starts.map((host): HostAt => {
    return { ...host, at: new Date((firsts.get(host.id) ?? 0) - 1) }
  })
  const plans = new Map<number, ReturnType<typeof planState<FullLine>>>()
  let truncated = false
  for await (const { host, plan, cut } of plansAt(packQueryId, asked)) {
    plans.set(host.id, plan)
    truncated ||= cut
  }
  const contents = await findStateContents(hosts.flatMap(({ lines }) => lines))
  const names = new Map<number, StatedHost>(starts.map((host) => [host.id, host]))
  const changes = hosts.flatMap(({ id, lines }): HostChange[] => {
    const host = names.get(id)
    if (!host) return []
    const full = lines.map((line) => ({ ...line, content: contents.get(line.id) ?? {} }))
    truncated ||= full.some(({ content }) => content.truncated === true)
    const found = changesOver(plans.get(id) ?? planState<FullLine>([]), full)
    return found.map((change) => ({ ...change, host }))
  })
  return { changes, truncated }
}

const newestFirst = (a: HostChange, b: HostChange) =>
  b.at.getTime() - a.at.getTime() || a.host.id - b.host.id

async function readStretch(span: Span, beforeId: number): Promise<Stretch> {
  const { packQueryId, scope, filter, from, to } = span
  const lines = await listChangedLines(scope, packQueryId, filter, {
    ...{ from, to, before_id: beforeId, limit: stretchLines },
  })
  const last = lines.length === stretchLines ? lines.at(-1) : undefined
  const ids = { before: beforeId, from: last?.id ?? null }
  const whole = await wholeArrivals(span, lines, ids)
  const hosts = await hostsOfInterest(span, linesByHost(whole))
  const changes: HostChange[] = []
  let truncated = false
  for (const group of byBytes(hosts)) {
    const found = await changesOf(span, group)
    for (const change of found.changes) changes.push(change)
    truncated ||= found.truncated
  }
  changes.sort(newestFirst)
  return { changes, next_id: ids.from, read_to: last?.received_at ?? from, truncated }
}

/** The changes of a span, newest first, a stretch of lines at a time, as far as its reader goes. */
export async function* stretches(span: Span, beforeId: number | null): AsyncGenerator<Stretch> {
  let next: number | null = beforeId ?? (await findNextLineId())
  while (next !== null) {
    const stretch = await readStretch(span, next)
    yield stretch
    next = stretch.next_id
  }
}

type Position = { before_id: number; at: number | null; skip: number }

function positionOf(cursor: string | undefined): Position | null {
  if (cursor === undefined) return null
  const [before_id = 0, at = null, skip = 0] = cursor.split('.').map(Number)
  return { before_id, at, skip }
}

/** What is left of a stretch when those that were told on an earlier page are gone. */
function untold(changes: readonly HostChange[], position: Position | null): HostChange[] {
  const at = position?.at ?? null
  if (at === null) return [...changes]
  let skip = position?.skip ?? 0
  return changes.filter((change) => {
    const time = change.at.getTime()
    if (time !== at) return time < at
    skip -= 1
    return skip < 0
  })
}

function toldOf({ host, at, agent_unix, ...change }: HostChange): ResultChange {
  const { id, hostname, display_name } = host
  const agent = agent_unix === null ? null : new Date(agent_unix * 1_000)
  return {
    ...{ ...change, at: at.toISOString(), host: { id, hostname, display_name } },
    agent_time: agent && Number.isFinite(agent.getTime()) ? agent.toISOString() : null,
  }
}

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

/** The changes of a span, newest first. A page may be short, or empty with a cursor that goes on. */
export async function listChanges(viewer: Viewer, query: ChangesQuery): Promise<ChangesReply> {
  const { told, ...span } = await spanOf(viewer, query)
  const endMs = performance.now() + searchMs
  let position = positionOf(query.cursor)
  const reply: ChangesReply = {
    changes: [],
    next_cursor: null,
    read_to: null,
    truncated: false,
    ...told,
  }
  let before = position?.before_id ?? (await findNextLineId())
  for await (const stretch of stretches(span, before)) {
    const left = untold(stretch.changes, position)
    const listed = left.filter(({ action }) => (query.action ?? action) === action)
    const room = query.limit - reply.changes.length
    reply.changes.push(...listed.slice(0, room).map(toldOf))
    reply.truncated ||= stretch.truncated
    const end = listed[room - 1]
    if (end && listed.length > room) {
      const at = end.at.getTime()
      const skip = stretch.changes.filter(
        (change, index) => change.at.getTime() === at && index <= stretch.changes.indexOf(end),
      ).length
      return { ...reply, read_to: end.at.toISOString(), next_cursor: `${before}.${at}.${skip}` }
    }
    reply.read_to = stretch.read_to.toISOString()
    reply.next_cursor = stretch.next_id === null ? null : String(stretch.next_id)
    if (reply.changes.length >= query.limit || performance.now() > endMs) break
    position = null
    before = stretch.next_id ?? 0
  }
  return reply
}
