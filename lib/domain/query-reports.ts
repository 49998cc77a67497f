// The state that lines amount to, by host and by query, as reports tell it. The fold itself is
// results-state.
import { authorize, teamScope } from '@/lib/domain/permissions'
import { readQuery } from '@/lib/domain/queries'
import { foldState, type HostState, planState } from '@/lib/domain/results-state'
import { findHost } from '@/lib/store/hosts'
import {
  countReportHosts,
  findContents,
  type HostLine,
  listHostLines,
  listLatestLines,
  listPackQueriesOf,
  listReportHosts,
} from '@/lib/store/query-reports'
import { AppError } from '@/lib/wire/errors'
import { pageOf } from '@/lib/wire/paging'
import type { HostQueryReport, LatestResult, QueryReport } from '@/lib/wire/query-reports'
import type { TeamScope, Viewer } from '@/lib/wire/roles'

/** Lines of one scheduled query that one host's state is read from; older ones leave it partial. */
const hostLinesMax = 20_000
const reportLinesMax = 2_000
const reportRowsMax = 50_000

async function readableHost(viewer: Viewer, hostId: number) {
  const host = await findHost(hostId)
  if (!host) throw new AppError('not_found', 'There is no such host')
  authorize(viewer, 'results:read', { team_id: host.team_id })
  return host
}

/** The newest result of every scheduled query that a host reported on, newest first. */
export async function latestResultsOf(viewer: Viewer, hostId: number): Promise<LatestResult[]> {
  const host = await readableHost(viewer, hostId)
  const lines = await listLatestLines(host.id)
  return lines.map((line) => ({ ...line, received_at: line.received_at.toISOString() }))
}

/** Fleet's report of one host and saved query: the rows of its newest state. */
export async function hostQueryReport(
  viewer: Viewer,
  hostId: number,
  queryId: number,
): Promise<HostQueryReport> {
  const host = await readableHost(viewer, hostId)
  const query = await readQuery(viewer, queryId)
  const packQueryIds = await listPackQueriesOf(query.id)
  const states = await statesOf([host.id], packQueryIds, hostLinesMax)
  const state = states.get(host.id)
  return {
    query_id: query.id,
    host_id: host.id,
    host_name: host.display_name || host.hostname,
    report_clipped: state?.truncated ?? false,
    last_fetched: state?.last_fetched?.toISOString() ?? null,
    mode: state?.mode ?? null,
    partial_since: state?.partial_since?.toISOString() ?? null,
    results: (state?.rows ?? []).map((columns) => ({ columns })),
  }
}

/** One team's hosts when a team is named, otherwise all that the viewer may see. */
function scopeOf(viewer: Viewer, teamId: number | undefined): TeamScope {
  if (teamId === undefined) return teamScope(viewer, 'results:read')
  authorize(viewer, 'results:read', { team_id: teamId })
  return { team_ids: [teamId], shared: false }
}

/** Fleet's report of a saved query: the rows of all hosts, a page of hosts at a time. */
export async function queryReport(
  viewer: Viewer,
  queryId: number,
  page: { page: number; per_page: number; team_id?: number | undefined },
): Promise<QueryReport> {
  const scope = scopeOf(viewer, page.team_id)
  const query = await readQuery(viewer, queryId)
  const packQueryIds = await listPackQueriesOf(query.id)
  const limit = page.per_page
  const hosts = await listReportHosts(scope, packQueryIds, { limit, offset: page.page * limit })
  const count = await countReportHosts(scope, packQueryIds)
  const ids = hosts.map((host) => host.id)
  const states = await statesOf(ids, packQueryIds, reportLinesMax)
  const rows = hosts.flatMap((host) => {
    const state = states.get(host.id)
    const last_fetched = state?.last_fetched?.toISOString()
    if (!state || !last_fetched) return []
    const about = { host_id: host.id, host_name: host.hostname, last_fetched }
    return state.rows.map((columns) => ({ ...about, columns }))
  })
  const clipped = rows.length > reportRowsMax || [...states.values()].some((s) => s.truncated)
  return {
    query_id: query.id,
    results: rows.slice(0, reportRowsMax),
    report_clipped: clipped,
    ...pageOf(page, count),
  }
}

/** The state of one scheduled query on each of those hosts that reported on it. */
export function packQueryStates(
  hostIds: number[],
  packQueryId: number,
): Promise<Map<number, HostState>> {
  return statesOf(hostIds, [packQueryId], reportLinesMax)
}

/** Each host's state; where several packs schedule the query, of the one that reported last. */
async function statesOf(
  hostIds: number[],
  packQueryIds: number[],
  linesMax: number,
): Promise<Map<number, HostState>> {
  if (hostIds.length === 0 || packQueryIds.length === 0) return new Map()
  const lines = await listHostLines(hostIds, packQueryIds, linesMax)
  const plans = [...byHost(lines)].map(([id, own]) => ({ id, plan: planState(newestPack(own)) }))
  const wanted = plans.flatMap(({ plan }) => plan.lines)
  const since = wanted.reduce(
    (oldest, line) => (line.received_at < oldest ? line.received_at : oldest),
    new Date(8.64e15),
  )
  const contents =
    wanted.length > 0
      ? await findContents(
          wanted.map(({ id }) => id),
          since,
        )
      : null
  return new Map(
    plans.map(({ id, plan }) => {
      const full = plan.lines.map((line) => ({ ...line, content: contents?.get(line.id) ?? {} }))
      return [id, foldState({ ...plan, lines: full })]
    }),
  )
}

function byHost(lines: readonly HostLine[]): Map<number, HostLine[]> {
  const hosts = new Map<number, HostLine[]>()
  for (const line of lines) {
    const own = hosts.get(line.host_id)
    if (own) own.push(line)
    else hosts.set(line.host_id, [line])
  }
  return hosts
}

function newestPack(lines: readonly HostLine[]): HostLine[] {
  let newest = lines[0]
  for (const line of lines) if (!newest || line.id > newest.id) newest = line
  return lines.filter((line) => line.pack_query_id === newest?.pack_query_id)
}
