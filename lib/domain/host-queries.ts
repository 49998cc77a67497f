// What one host runs on a schedule and what came of it, by the rules of its configuration.
import { currentConfiguration } from '@/lib/domain/configuration'
import { type HostQueryHealth, healthOnHost } from '@/lib/domain/health-host'
import { countExplained } from '@/lib/domain/host-explanations'
import { readHost, targetingHost } from '@/lib/domain/hosts'
import { authorize, permits } from '@/lib/domain/permissions'
import { latestResultsOf, newestStates } from '@/lib/domain/query-reports'
import { revisionRun } from '@/lib/domain/revision-hosts'
import { pickRevision, reach, reachQuery } from '@/lib/domain/targeting'
import { listHostCampaigns } from '@/lib/store/host-campaigns'
import { listHeldBack } from '@/lib/store/pack-drafts'
import { findKeptSince } from '@/lib/store/results-latest'
import { listRunsOfHost } from '@/lib/store/revision-hosts'
import type {
  HostCampaignsQuery,
  HostLatest,
  HostLatestQuery,
  HostQueries,
  HostQuery,
} from '@/lib/wire/host-queries'
import type { HostDetail } from '@/lib/wire/hosts'
import type { PackDefinition, QueryDefinition } from '@/lib/wire/pack-definitions'
import { containing } from '@/lib/wire/paging'
import type { LatestResult } from '@/lib/wire/query-reports'
import type { Viewer } from '@/lib/wire/roles'

async function latestByQuery(viewer: Viewer, host: HostDetail): Promise<Map<number, LatestResult>> {
  if (!permits(viewer, 'results:read', host)) return new Map()
  const results = await latestResultsOf(viewer, host.id)
  return new Map(results.map((result) => [result.pack_query_id, result]))
}

function toHostQuery(
  pack: PackDefinition,
  query: QueryDefinition,
  result: LatestResult | undefined,
): HostQuery {
  const { name, query_id, interval, snapshot, removed } = query
  return {
    ...{ pack_id: pack.id, pack: pack.name, pack_query_id: query.id, query_id, name },
    ...{ query: query.query, interval, snapshot, removed },
    latest: result
      ? { action: result.action, received_at: result.received_at, rows: result.rows }
      : null,
    ...unjudged,
  }
}

const unjudged = { state: null, message: null, cpu_ms: null, cpu_ms_p95: null }

const judged = (queries: HostQuery[], health: ReadonlyMap<number, HostQueryHealth>) =>
  queries.map((query) => ({ ...query, ...health.get(query.pack_query_id) }))

/**
 * The host's packs with the revision of each that it runs, and their queries in the order of packs, each
 * with its newest result.
 */
export async function listHostQueries(viewer: Viewer, hostId: number): Promise<HostQueries> {
  const host = await readHost(viewer, hostId)
  const [{ source }, latest, runs, heldBack] = await Promise.all([
    currentConfiguration(),
    latestByQuery(viewer, host),
    listRunsOfHost(hostId),
    listHeldBack(),
  ])
  const target = targetingHost(host)
  const running = new Map(runs.map(({ pack_id, revisions }) => [pack_id, revisions]))
  const told: HostQueries = { packs: [], queries: [], ruled_out: 0 }
  const expected: QueryDefinition[] = []
  for (const pack of source.packs) {
    if (pack.team_id !== null && pack.team_id !== host.team_id && viewer.global_role === null)
      continue
    const given = pickRevision(target, pack)
    const reached = reach(target, pack).scheduled
    const kept = reached ? given.queries.filter((query) => reachQuery(target, query).scheduled) : []
    expected.push(...kept)
    told.ruled_out += countExplained(target, pack, heldBack) - kept.length
    told.queries.push(...kept.map((query) => toHostQuery(pack, query, latest.get(query.id))))
    if (!reached) continue
    const revision = revisionRun(target, pack, running.get(pack.id) ?? [])
    told.packs.push({ id: pack.id, name: pack.name, revision, due: given.revision })
  }
  return { ...told, queries: judged(told.queries, await healthOnHost(viewer, hostId, expected)) }
}

/** The rows that the query has on the host now, or had at a time; empty when it never reported. */
export async function readHostLatest(
  viewer: Viewer,
  hostId: number,
  { pack_query_id, at }: HostLatestQuery,
): Promise<HostLatest> {
  authorize(viewer, 'results:read', await readHost(viewer, hostId))
  const state = (await newestStates([hostId], [pack_query_id], at ?? null)).get(hostId)
  return {
    mode: state?.mode ?? null,
    kept_since: (await findKeptSince())?.toISOString() ?? null,
    last_fetched: state?.last_fetched?.toISOString() ?? null,
    partial_since: state?.partial_since?.toISOString() ?? null,
    truncated: state?.truncated ?? false,
    rows: state?.rows ?? [],
  }
}

/** The live queries that the host was asked, by whomever, the latest first. */
export async function listCampaignsOfHost(
  viewer: Viewer,
  hostId: number,
  listing: HostCampaignsQuery,
) {
  authorize(viewer, 'campaigns:read', await readHost(viewer, hostId))
  const { page, per_page, query, state, mine } = listing
  return listHostCampaigns(hostId, {
    states: state,
    user_id: mine ? viewer.user_id : undefined,
    query: query && containing(query),
    limit: per_page,
    offset: page * per_page,
  })
}
