// Groups of result lines, merged from stretches: exact for all that was read, at least beyond it. The
// figures of a second page are of the same stretch of time as those of the first.
import { teamScopeOf } from '@/lib/domain/permissions'
import { lineFiltersOf, readBack, spanOf } from '@/lib/domain/result-scans'
import { type CountedGroup, countGroups, cutMark } from '@/lib/store/result-groups'
import type { Stretch } from '@/lib/store/result-scans'
import type { ResultGroup, ResultGroupsQuery, ResultGroupsReply } from '@/lib/wire/result-groups'
import type { TeamScope, Viewer } from '@/lib/wire/roles'

/** A group with its hosts weighs some hundred bytes a pair; more are not read. */
const pairsMax = 1_000_000
const groupsMax = 200_000
const nextPageMs = 10_000
const outlierShare = 0.01
const outlierHostsLeast = 100
/** Of a value's digest behind its mark. */
const digestChars = 32

type Group = Omit<CountedGroup, 'hosts'> & { hosts: Set<number> }
type Tally = { groups: Map<string, Group>; hosts: Set<number>; lines: number; pairs: number }

function add(tally: Tally, { values, lines, hosts, first_seen, last_seen }: CountedGroup): void {
  const key = JSON.stringify(values)
  const group = tally.groups.get(key)
  const own = group?.hosts ?? new Set<number>()
  const before = own.size
  for (const host of hosts) {
    own.add(host)
    tally.hosts.add(host)
  }
  tally.pairs += own.size - before
  tally.lines += lines
  if (!group) {
    tally.groups.set(key, { values, lines, hosts: own, first_seen, last_seen })
    return
  }
  group.lines += lines
  if (first_seen < group.first_seen) group.first_seen = first_seen
  if (last_seen > group.last_seen) group.last_seen = last_seen
}

type Wanted = {
  scope: TeamScope
  span: Stretch
  ms: number
  query: ResultGroupsQuery
  signal: AbortSignal
}

async function tallyOf({ scope, span, ms, query, signal }: Wanted) {
  const tally: Tally = { groups: new Map(), hosts: new Set(), lines: 0, pairs: 0 }
  const { by, order, direction, cursor, limit, patience_seconds, ...filters } = query
  const wanted = await lineFiltersOf(filters)
  const reading = await readBack(span, { ms, signal }, async (stretch, lookMs) => {
    const found = await countGroups(scope, wanted, stretch, { by, ms: lookMs })
    if (!found) return 'late'
    for (const group of found) add(tally, group)
    return tally.pairs > pairsMax || tally.groups.size > groupsMax ? 'enough' : 'all'
  })
  return { tally, reading }
}

const figure: Record<ResultGroupsQuery['order'], (group: Group) => number> = {
  hosts: ({ hosts }) => hosts.size,
  lines: ({ lines }) => lines,
  first_seen: ({ first_seen }) => first_seen.getTime(),
  last_seen: ({ last_seen }) => last_seen.getTime(),
}

/** Equal figures stand in the order of their values, so that pages never overlap. */
function sorted({ groups }: Tally, { order, direction }: ResultGroupsQuery): Group[] {
  const sign = direction === 'asc' ? 1 : -1
  const keyed = [...groups].map(([key, group]) => ({ key, group, by: figure[order](group) }))
  keyed.sort((a, b) => sign * (a.by - b.by) || (a.key < b.key ? -1 : 1))
  return keyed.map(({ group }) => group)
}

function toldOf(group: Group, by: readonly string[], hosts: number): ResultGroup {
  const cells = by.map((column, at) => {
    const value = group.values[at] ?? null
    const end = value?.lastIndexOf(cutMark) ?? -1
    const isCut = value !== null && end >= 0 && end === value.length - 1 - digestChars
    return { column, isCut, value: isCut ? value.slice(0, end) : value }
  })
  return {
    values: Object.fromEntries(cells.map(({ column, value }) => [column, value])),
    cut: cells.filter(({ isCut }) => isCut).map(({ column }) => column),
    lines: group.lines,
    hosts: group.hosts.size,
    first_seen: group.first_seen.toISOString(),
    last_seen: group.last_seen.toISOString(),
    outlier: hosts >= outlierHostsLeast && group.hosts.size / hosts < outlierShare,
  }
}

const nothing = {
  ...{ groups: [], count: 0, hosts: 0, lines: 0, next_cursor: null, at_least: false },
  read_to: null,
}

/** A page of groups. Stops reading when `signal` aborts. */
export async function listResultGroups(
  viewer: Viewer,
  query: ResultGroupsQuery,
  signal: AbortSignal,
): Promise<ResultGroupsReply> {
  const scope = teamScopeOf(viewer, 'results:read', query.team_id)
  const whole = await spanOf(query)
  if (!whole) return nothing
  const [to, from, offset = 0] = query.cursor?.split('.').map(Number) ?? []
  const isFirst = to === undefined || from === undefined
  const span = isFirst
    ? whole
    : { from: new Date(Math.max(from, whole.from.getTime())), to: new Date(to) }
  const ms = isFirst ? query.patience_seconds * 1_000 : nextPageMs
  const { tally, reading } = await tallyOf({ scope, span, ms, query, signal })
  const groups = sorted(tally, query)
  const end = offset + query.limit
  const { read_to } = reading
  return {
    groups: groups.slice(offset, end).map((group) => toldOf(group, query.by, tally.hosts.size)),
    count: groups.length,
    hosts: tally.hosts.size,
    lines: tally.lines,
    next_cursor: end < groups.length ? `${span.to.getTime()}.${read_to.getTime()}.${end}` : null,
    at_least: read_to > whole.from,
    read_to: read_to.toISOString(),
  }
}
