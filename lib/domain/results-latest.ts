// The state of a scheduled query on each host, now or as of what had been received by a time. Reads
// each state from its newest full set on; where that proves too late, from days before, then from all.
import { authorize, teamScope, teamScopeOf } from '@/lib/domain/permissions'
import {
  baseLines,
  type FullLine,
  foldState,
  type HostState,
  planState,
  type StateLine,
  type StatePlan,
} from '@/lib/domain/results-state'
import {
  countStatedHosts,
  findKeptSince,
  findScheduledByName,
  findStateContents,
  type HostStart,
  listBases,
  listStarts,
  listStatedHosts,
  listStateLines,
  type ReadFrom,
  type StateLineRow,
  type StoredBase,
} from '@/lib/store/results-latest'
import { AppError } from '@/lib/wire/errors'
import type { LatestQuery, LatestReply, LatestState } from '@/lib/wire/results-latest'
import type { Viewer } from '@/lib/wire/roles'

/** Lines of one host that its state is read from; with more of them the state says that it is cut. */
const hostLinesMax = 20_000
/** Lines that are read without their rows at once, and with their rows. */
const readAtOnce = 200_000
const linesAtOnce = 20_000
const bytesAtOnce = 16 * 1_048_576
const hostsAtOnce = 1_000
/** Beyond so many rows a page ends early, and the cursor goes on. */
const pageRowsMax = 50_000
/** Days before a time that are looked through before all others. */
const windowsDays = [2, 12]
const dayMs = 86_400_000

/** The scheduled query, if its pack is in sight of who reads results. */
export async function openScheduled(viewer: Viewer, packId: number, query: string) {
  const scheduled = await findScheduledByName(packId, query)
  if (!scheduled) throw new AppError('not_found', 'There is no such query in this pack')
  if (scheduled.team_id !== null) authorize(viewer, 'results:read', { team_id: scheduled.team_id })
  else teamScope(viewer, 'results:read')
  return scheduled
}

/** A host with the time that its state is wanted of; null is now. */
export type HostAt = HostStart & { at: Date | null }

type Part = ReadFrom & {
  /** Only a full set of this time or later proves that nothing before matters; null: all is read. */
  from_unix: number | null
}

/** Where a host is read from at the first, second … try. Undefined when there is nothing more. */
function partOf(host: HostAt, tries: number): Part | undefined {
  const { id, at, since_id, since_at, since_unix } = host
  const all = { id, since_id: null, since_at: null, until: at, from_unix: null }
  if (since_id !== null && since_at !== null && (at === null || since_at <= at))
    return [{ ...all, since_id, since_at, from_unix: since_unix }, all][tries]
  if (at === null) return [all][tries]
  const windows = windowsDays.map((days) => {
    const from = new Date(at.getTime() - days * dayMs)
    return { ...all, since_at: from, from_unix: Math.ceil(from.getTime() / 1_000) }
  })
  return [...windows, all][tries]
}

type Read = StateLine & { bytes?: number; content?: FullLine['content'] }

function byHost<Line extends { host_id: number }>(lines: readonly Line[]): Map<number, Line[]> {
  const hosts = new Map<number, Line[]>()
  for (const line of lines) {
    const own = hosts.get(line.host_id)
    if (own) own.push(line)
    else hosts.set(line.host_id, [line])
  }
  return hosts
}

/** The lines of the parts; undefined where they are too many for one reading. */
async function readLines(
  packQueryId: number,
  parts: readonly Part[],
): Promise<StateLineRow[] | undefined> {
  const limit = { each: hostLinesMax, all: readAtOnce + 1 }
  const lines = await listStateLines(packQueryId, parts, limit)
  return lines.length <= readAtOnce ? lines : undefined
}

type Planned = { host: HostAt; plan: StatePlan<Read>; cut: boolean }

/** What stands for dropped lines, of those hosts whose dropped lines were received by their time. */
async function basesOf(packQueryId: number, hosts: readonly HostAt[]) {
  const until = new Map(hosts.map(({ id, at }) => [id, at]))
  const bases = await listBases(packQueryId, [...until.keys()])
  const known = bases.filter(({ host_id, received_at }) => {
    const at = until.get(host_id) ?? null
    return at === null || received_at <= at
  })
  return new Map(known.map((base) => [base.host_id, base]))
}

/** The lines with what stands for dropped ones; lines that are part of that do not count twice. */
function withBase(base: StoredBase | undefined, lines: readonly StateLineRow[]): readonly Read[] {
  if (!base) return lines
  return [...baseLines(base), ...lines.filter(({ received_at }) => received_at > base.received_at)]
}

/** Which lines each host's state is made of; undefined where they are too many for one reading. */
async function plansOf(
  packQueryId: number,
  hosts: readonly HostAt[],
): Promise<Planned[] | undefined> {
  const bases = await basesOf(packQueryId, hosts)
  const planned = new Map<number, Planned>()
  let open = hosts
  for (let tries = 0; open.length > 0; tries++) {
    const parts = open.flatMap((host) => partOf(host, tries) ?? [])
    const read = await readLines(packQueryId, parts)
    if (!read) return undefined
    const lines = byHost(read)
    const left: HostAt[] = []
    for (const [index, host] of open.entries()) {
      const own = lines.get(host.id) ?? []
      const plan = planState<Read>(withBase(bases.get(host.id), own))
      planned.set(host.id, { host, plan, cut: own.length >= hostLinesMax })
      const from = parts[index]?.from_unix ?? null
      if (from !== null && (plan.anchor_unix ?? -1) < from) left.push(host)
    }
    open = left
  }
  return hosts.flatMap((host) => planned.get(host.id) ?? [])
}

export type HostPlan = { host: HostAt; plan: StatePlan<FullLine>; cut: boolean }

async function withContents(planned: readonly Planned[]): Promise<HostPlan[]> {
  const wanted = planned.flatMap(({ plan }) => plan.lines.filter((line) => !line.content))
  const contents = wanted.length > 0 ? await findStateContents(wanted) : new Map()
  return planned.map(({ host, plan, cut }) => {
    const lines = plan.lines.map((line) => ({
      ...line,
      content: line.content ?? contents.get(line.id) ?? {},
    }))
    return { host, plan: { ...plan, lines }, cut }
  })
}

/** What `plan` tells of those, of each half by itself where they are too many; one alone never is. */
async function* inHalves<Of>(
  all: readonly Of[],
  plan: (some: readonly Of[]) => Promise<Planned[] | undefined>,
): AsyncGenerator<Planned[]> {
  const planned = await plan(all)
  if (planned) {
    yield planned
    return
  }
  const middle = Math.ceil(all.length / 2)
  yield* inHalves(all.slice(0, middle), plan)
  yield* inHalves(all.slice(middle), plan)
}

/** Hosts in their order, so many at a time that their rows fit into memory. */
function* inChunks(planned: readonly Planned[]): Generator<Planned[]> {
  let chunk: Planned[] = []
  let lines = 0
  let bytes = 0
  for (const each of planned) {
    chunk.push(each)
    lines += each.plan.lines.length
    for (const line of each.plan.lines) bytes += line.bytes ?? 0
    if (lines < linesAtOnce && bytes < bytesAtOnce) continue
    yield chunk
    chunk = []
    lines = 0
    bytes = 0
  }
  if (chunk.length > 0) yield chunk
}

/**
 * The lines that the states of those hosts are made of, in the order of the hosts, a few at a time and
 * no further than its reader goes. Hosts without a line by then are left out.
 */
export async function* plansAt(
  packQueryId: number,
  hosts: readonly HostAt[],
): AsyncGenerator<HostPlan> {
  for (let first = 0; first < hosts.length; first += hostsAtOnce) {
    const some = hosts.slice(first, first + hostsAtOnce)
    for await (const plans of inHalves(some, (part) => plansOf(packQueryId, part)))
      for (const chunk of inChunks(plans.filter(({ plan }) => plan.mode !== null)))
        yield* await withContents(chunk)
  }
}

export type Stated = { host: HostStart; state: HostState }

function statedOf({ host, plan, cut }: HostPlan): Stated {
  const state = foldState(plan)
  return { host, state: { ...state, truncated: state.truncated || cut } }
}

/** The states of those hosts, as `plansAt`. */
export async function* statesOf(
  packQueryId: number,
  hosts: readonly HostStart[],
  at: Date | null,
): AsyncGenerator<Stated> {
  const asked = hosts.map((host) => ({ ...host, at }))
  for await (const planned of plansAt(packQueryId, asked)) yield statedOf(planned)
}

/** Of each host the plan of whichever of the scheduled queries reported last. */
async function newestPlans(
  packQueryIds: readonly number[],
  hostIds: readonly number[],
  at: Date | null,
): Promise<Planned[] | undefined> {
  const newest = new Map<number, Planned>()
  for (const packQueryId of packQueryIds) {
    const hosts = await listStarts(packQueryId, [...hostIds])
    const asked = hosts.map((host) => ({ ...host, at }))
    const plans = await plansOf(packQueryId, asked)
    if (!plans) return undefined
    for (const planned of plans) {
      const { last_fetched } = planned.plan
      const known = newest.get(planned.host.id)?.plan.last_fetched
      if (last_fetched && (!known || last_fetched > known)) newest.set(planned.host.id, planned)
    }
  }
  return hostIds.flatMap((id) => newest.get(id) ?? [])
}

/**
 * The states of hosts that the caller has found to be in sight, in that order and as `statesOf`; where
 * several packs schedule the query, of the one that reported last.
 */
export async function* newestStatesOf(
  packQueryIds: readonly number[],
  hostIds: readonly number[],
  at: Date | null,
): AsyncGenerator<Stated> {
  for await (const plans of inHalves(hostIds, (some) => newestPlans(packQueryIds, some, at)))
    for (const chunk of inChunks(plans))
      for (const planned of await withContents(chunk)) yield statedOf(planned)
}

/** A state as replies carry it. Null when no line is known. */
export function replyOf({ host, state }: Stated): LatestState | null {
  const { mode, last_fetched, partial_since } = state
  if (mode === null || last_fetched === null) return null
  return {
    host: { id: host.id, hostname: host.hostname, display_name: host.display_name },
    as_of: last_fetched.toISOString(),
    ...(partial_since ? { partial_since: partial_since.toISOString() } : {}),
    ...{ mode, rows: state.rows, truncated: state.truncated },
  }
}

/** The states of a page of hosts, by id. */
export async function listLatest(viewer: Viewer, query: LatestQuery): Promise<LatestReply> {
  const { pack_id, team_id, limit, cursor = 0, at = null } = query
  const scheduled = await openScheduled(viewer, pack_id, query.query)
  const scope = teamScopeOf(viewer, 'results:read', team_id)
  const page = { after: cursor, limit: limit + 1 }
  const hosts = await listStatedHosts(scope, scheduled.id, query, page)
  const asked = hosts.slice(0, limit)
  // Counted while the states are read; whoever fails first is told.
  const counted = Promise.all([countStatedHosts(scope, scheduled.id, query), findKeptSince()])
  counted.catch(() => {})
  const states: LatestState[] = []
  let rows = 0
  let last = hosts.length > limit ? asked.at(-1) : undefined
  for await (const stated of statesOf(scheduled.id, asked, at)) {
    const reply = replyOf(stated)
    if (reply) states.push(reply)
    rows += stated.state.rows.length
    if (rows < pageRowsMax || stated.host.id === hosts.at(-1)?.id) continue
    last = stated.host
    break
  }
  const [hosts_count, keptSince] = await counted
  return {
    ...{ hosts: states, hosts_count },
    next_cursor: last ? String(last.id) : null,
    kept_since: keptSince?.toISOString() ?? null,
  }
}
