// What one host runs on a schedule and what came of it, by the rules of its configuration.
import { currentConfiguration } from '@/lib/domain/configuration'
import { readHost } from '@/lib/domain/hosts'
import { authorize, permits } from '@/lib/domain/permissions'
import { latestResultsOf, packQueryStates } from '@/lib/domain/results'
import { pickRevision, reach, reachQuery, type TargetingHost } from '@/lib/domain/targeting'
import { listHostCampaigns } from '@/lib/store/host-campaigns'
import type { HostLatest, HostQueries, HostQuery } from '@/lib/wire/host-queries'
import type { HostDetail } from '@/lib/wire/hosts'
import { platformName } from '@/lib/wire/platforms'
import type { LatestResult } from '@/lib/wire/results'
import type { Viewer } from '@/lib/wire/roles'

function targetingHost(host: HostDetail): TargetingHost {
  const labels = host.labels.map(({ id }) => id).sort((a, b) => a - b)
  return { ...host, platform: platformName(host.platform), labels }
}

async function latestByQuery(viewer: Viewer, host: HostDetail): Promise<Map<number, LatestResult>> {
  if (!permits(viewer, 'results:read', host)) return new Map()
  const results = await latestResultsOf(viewer, host.id)
  return new Map(results.map((result) => [result.pack_query_id, result]))
}

/** The host's scheduled queries in the order of packs, each with its newest result. */
export async function listHostQueries(viewer: Viewer, hostId: number): Promise<HostQueries> {
  const host = await readHost(viewer, hostId)
  const [{ source }, latest] = await Promise.all([
    currentConfiguration(),
    latestByQuery(viewer, host),
  ])
  const target = targetingHost(host)
  const queries: HostQuery[] = []
  let ruledOut = 0
  for (const pack of source.packs) {
    if (pack.team_id !== null && pack.team_id !== host.team_id && viewer.global_role === null)
      continue
    const reached = reach(target, pack).scheduled
    for (const query of pickRevision(target, pack).queries) {
      if (!reached || !reachQuery(target, query).scheduled) {
        ruledOut += 1
        continue
      }
      const result = latest.get(query.id)
      queries.push({
        pack_id: pack.id,
        pack: pack.name,
        pack_query_id: query.id,
        query_id: query.query_id,
        name: query.name,
        query: query.query,
        interval: query.interval,
        snapshot: query.snapshot,
        removed: query.removed,
        latest: result
          ? { action: result.action, received_at: result.received_at, rows: result.rows }
          : null,
      })
    }
  }
  return { queries, ruled_out: ruledOut }
}

/** The rows that the query has on the host now; empty when it never reported. */
export async function readHostLatest(
  viewer: Viewer,
  hostId: number,
  packQueryId: number,
): Promise<HostLatest> {
  authorize(viewer, 'results:read', await readHost(viewer, hostId))
  const state = (await packQueryStates([hostId], packQueryId)).get(hostId)
  return {
    mode: state?.mode ?? null,
    last_fetched: state?.last_fetched?.toISOString() ?? null,
    partial_since: state?.partial_since?.toISOString() ?? null,
    truncated: state?.truncated ?? false,
    rows: state?.rows ?? [],
  }
}

const campaignsShown = 50

/** The last live queries that the host was asked. */
export async function listCampaignsOfHost(viewer: Viewer, hostId: number) {
  authorize(viewer, 'campaigns:read', await readHost(viewer, hostId))
  return listHostCampaigns(hostId, campaignsShown)
}
