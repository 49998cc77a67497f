// The state that lines amount to, by host and by query, as reports tell it: now, or as of a past time.
// How states are read is results-latest.
import { authorize, teamScopeOf } from '@/lib/domain/permissions'
import { type ReportOf, scheduledOf } from '@/lib/domain/report-sources'
import { newestStatesOf } from '@/lib/domain/results-latest'
import type { HostState } from '@/lib/domain/results-state'
import { findHost } from '@/lib/store/hosts'
import { countReportHosts, listLatestLines, listReportHosts } from '@/lib/store/query-reports'
import { findKeptSince } from '@/lib/store/results-latest'
import { AppError } from '@/lib/wire/errors'
import { pageOf } from '@/lib/wire/paging'
import type {
  HostQueryReport,
  LatestResult,
  QueryReport,
  ReportQuery,
} from '@/lib/wire/query-reports'
import type { Viewer } from '@/lib/wire/roles'

/** Rows of one page beyond these are left out, and the reply says so. */
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

/** Each host's state; where several packs schedule the query, of the one that reported last. */
export async function newestStates(
  hostIds: number[],
  packQueryIds: readonly number[],
  at: Date | null,
): Promise<Map<number, HostState>> {
  const newest = new Map<number, HostState>()
  if (hostIds.length === 0) return newest
  for await (const { host, state } of newestStatesOf(packQueryIds, hostIds, at))
    newest.set(host.id, state)
  return newest
}

const text = (date: Date | null | undefined) => date?.toISOString() ?? null

/** Fleet's report of one host and saved query: the rows of its newest state. */
export async function hostQueryReport(
  viewer: Viewer,
  hostId: number,
  queryId: number,
  at: Date | null = null,
): Promise<HostQueryReport> {
  const host = await readableHost(viewer, hostId)
  const packQueryIds = await scheduledOf(viewer, { query_id: queryId })
  const state = (await newestStates([host.id], packQueryIds, at)).get(host.id)
  return {
    query_id: queryId,
    host_id: host.id,
    host_name: host.display_name || host.hostname,
    report_clipped: state?.truncated ?? false,
    last_fetched: text(state?.last_fetched),
    mode: state?.mode ?? null,
    partial_since: text(state?.partial_since),
    results: (state?.rows ?? []).map((columns) => ({ columns })),
  }
}

/** Fleet's report of a query, saved or a pack's own: the rows of all hosts, a page of hosts at a time. */
export async function queryReport(
  viewer: Viewer,
  of: ReportOf,
  { team_id, at, ...asked }: ReportQuery,
): Promise<QueryReport> {
  const packQueryIds = await scheduledOf(viewer, of)
  const scope = teamScopeOf(viewer, 'results:read', team_id)
  const [hosts, count, keptSince] = await Promise.all([
    listReportHosts(scope, packQueryIds, asked),
    countReportHosts(scope, packQueryIds, asked),
    findKeptSince(),
  ])
  const states = await newestStates(
    hosts.map((host) => host.id),
    packQueryIds,
    at ?? null,
  )
  const rows = hosts.flatMap((host) => {
    const state = states.get(host.id)
    const last_fetched = text(state?.last_fetched)
    if (!state || !last_fetched) return []
    const about = { host_id: host.id, host_name: host.hostname, last_fetched }
    return state.rows.map((columns) => ({ ...about, columns }))
  })
  const clipped = rows.length > reportRowsMax || [...states.values()].some((s) => s.truncated)
  return {
    query_id: 'query_id' in of ? of.query_id : null,
    results: rows.slice(0, reportRowsMax),
    report_clipped: clipped,
    hosts_count: states.size,
    kept_since: text(keptSince),
    ...pageOf(asked, count),
  }
}
