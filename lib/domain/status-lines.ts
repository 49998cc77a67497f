// What people read of agents' own log lines: lines newest first, each tied to the query that it is
// about, and lines by host, query or message. Scopes every list by team.
import { authorizeSight, permits, teamScopeOf } from '@/lib/domain/permissions'
import { fullName } from '@/lib/domain/rendering'
import { attributeStatuses, faultBeginnings, speaksOfQuery } from '@/lib/domain/status-faults'
import { listHostNames } from '@/lib/store/host-names'
import {
  findStatusQueries,
  findStretchEnd,
  listStatusGroups,
  listStatusLines,
  type StatusFilters,
} from '@/lib/store/status-lines'
import { AppError } from '@/lib/wire/errors'
import { withHost } from '@/lib/wire/results'
import type { TeamScope, Viewer } from '@/lib/wire/roles'
import type {
  StatusGroups,
  StatusGroupsQuery,
  StatusLinesQuery,
  StatusQuery,
} from '@/lib/wire/status-lines'

/** Lines that one step of a search looks through, and how long it goes on for one reply. */
const stretchLines = 50_000
const searchMs = 2_000
const groupedLines = 200_000

type Lines = Awaited<ReturnType<typeof listStatusLines>>

/** Filters as the store reads them; `not_found` for a query that is not the viewer's to see. */
async function filtersOf(
  viewer: Viewer,
  { pack_query_id, ...rest }: StatusFilters & { pack_query_id?: number | undefined },
): Promise<StatusFilters> {
  if (pack_query_id === undefined) return rest
  const query = (await findStatusQueries([pack_query_id])).get(pack_query_id)
  if (!query) throw new AppError('not_found', 'There is no such scheduled query')
  authorizeSight(viewer, 'packs', query)
  return { ...rest, beginnings: faultBeginnings(fullName(query.pack, query.name)) }
}

/** What each line is about, where a line is about a scheduled query in sight of the viewer. */
async function queriesOf(viewer: Viewer, lines: Lines): Promise<Map<number, StatusQuery>> {
  const about = lines
    .filter(({ message }) => speaksOfQuery(message))
    .map(({ id, host_id, received_at: at, unix_time: unix, message }) => ({
      ...{ id, host_id, at, unix, message },
    }))
  if (about.length === 0) return new Map()
  const faults = await attributeStatuses(about)
  const queries = await findStatusQueries(faults.map(({ pack_query_id }) => pack_query_id))
  return new Map(
    faults.flatMap(({ line_id, pack_query_id }) => {
      const query = queries.get(pack_query_id)
      return query && permits(viewer, 'packs:read', query) ? [[line_id, query] as const] : []
    }),
  )
}

type Found = { lines: Lines; ended: { id: number; received_at: Date } | undefined }

/** Looks through stretch after stretch until enough is found or the time is over. */
async function search(scope: TeamScope, filters: StatusFilters, limit: number): Promise<Found> {
  const untilMs = performance.now() + searchMs
  const lines: Lines = []
  let cursor = filters.cursor
  for (;;) {
    const end = await findStretchEnd({ ...filters, cursor }, stretchLines)
    const page = { limit: limit - lines.length, oldestId: end?.id }
    lines.push(...(await listStatusLines(scope, { ...filters, cursor }, page)))
    if (lines.length >= limit || !end) return { lines, ended: undefined }
    if (performance.now() > untilMs) return { lines, ended: end }
    cursor = end.id
  }
}

/** Lines newest first. A search that is long ends early and tells how far it has read. */
export async function listStatusLogs(
  viewer: Viewer,
  { team_id, limit, ...asked }: StatusLinesQuery,
) {
  const scope = teamScopeOf(viewer, 'results:read', team_id)
  const filters = await filtersOf(viewer, asked)
  const found = await search(scope, filters, limit + 1)
  const lines = found.lines.slice(0, limit)
  const queries = await queriesOf(viewer, lines)
  const next = found.lines.length > limit ? lines.at(-1) : found.ended
  return {
    status_logs: lines.map((line) => ({ ...withHost(line), query: queries.get(line.id) ?? null })),
    next_cursor: next ? String(next.id) : null,
    read_to: found.ended?.received_at ?? null,
  }
}

type Stored = Awaited<ReturnType<typeof listStatusGroups>>

/** The query of each group by name, as the newest line's host was served it. */
async function queriesOfGroups(viewer: Viewer, groups: Stored) {
  const unix_time = 0
  return queriesOf(
    viewer,
    groups.map(({ host_id, last_at, message }, id) => ({
      ...{ id, host_id, message, received_at: last_at, unix_time, severity: 0, line: 0 },
      ...{ hostname: '', display_name: '', filename: '', version: '', decorations: null },
    })),
  )
}

/** The newest lines that match by host, query or message: who is noisy, what fails, what is said. */
export async function readStatusGroups(
  viewer: Viewer,
  { team_id, by, ...asked }: StatusGroupsQuery,
): Promise<StatusGroups> {
  const scope = teamScopeOf(viewer, 'results:read', team_id)
  const filters = await filtersOf(viewer, asked)
  const stored = await listStatusGroups(scope, filters, { by, linesMax: groupedLines })
  const hostIds = by === 'host' ? stored.map(({ host_id }) => host_id) : []
  const hosts = new Map((await listHostNames(scope, hostIds)).map((host) => [host.id, host]))
  const queries = by === 'query' ? await queriesOfGroups(viewer, stored) : new Map()
  const lines = stored[0]?.total ?? 0
  return {
    groups: stored.map(({ key, host_id, message, total: _t, oldest_at: _o, ...group }, index) => ({
      ...group,
      host: hosts.get(host_id) ?? null,
      query: queries.get(index) ?? null,
      message: by === 'host' ? null : by === 'query' ? message : key,
      last_at: group.last_at.toISOString(),
    })),
    lines,
    at_least: lines >= groupedLines,
    read_to: stored[0]?.oldest_at.toISOString() ?? null,
  }
}
