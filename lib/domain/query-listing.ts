// The library as its page reads it: queries with when they last ran and what a run costs.
import { costClass, costsOf, dearestPlatform, estimateByRule } from '@/lib/domain/costs'
import { permits, teamScope } from '@/lib/domain/permissions'
import { listQueries, readQuery } from '@/lib/domain/queries'
import type { QueryListing } from '@/lib/store/queries'
import { listLastRuns } from '@/lib/store/query-facts'
import { listTags } from '@/lib/store/tags'
import type { QueryCost, QuerySummary, SavedQuery } from '@/lib/wire/queries'
import type { Viewer } from '@/lib/wire/roles'

/** The cost of one run of each query, by its SQL. */
async function costsOfQueries(queries: readonly SavedQuery[]): Promise<Map<number, QueryCost>> {
  const measured = await costsOf([...new Set(queries.map(({ query }) => query))])
  return new Map(
    queries.map(({ id, query, platform }): [number, QueryCost] => {
      const own = measured.get(query)
      if (own) {
        const { p50, p95 } = own.cpu_ms
        const cost = { cpu_ms_p50: p50, cpu_ms_p95: p95, class: costClass(p50) }
        return [id, { ...cost, basis: 'measured' }]
      }
      const rule = estimateByRule(query, dearestPlatform(platform))
      const { cpu_ms } = rule
      return [id, { cpu_ms_p50: cpu_ms, cpu_ms_p95: cpu_ms, class: rule.class, basis: 'rule' }]
    }),
  )
}

async function summaries(viewer: Viewer, queries: readonly SavedQuery[]): Promise<QuerySummary[]> {
  const ids = queries.map(({ id }) => id)
  const [costs, runs] = await Promise.all([
    costsOfQueries(queries),
    permits(viewer, 'results:read', 'any')
      ? listLastRuns(ids, teamScope(viewer, 'results:read'))
      : new Map<number, Date>(),
  ])
  return queries.map((query) => ({
    ...query,
    last_run_at: runs.get(query.id)?.toISOString() ?? null,
    cost: costs.get(query.id) ?? null,
  }))
}

/** A page of the library; `inherited` counts queries of the whole fleet among a team's. */
export async function listQuerySummaries(
  viewer: Viewer,
  listing: QueryListing,
): Promise<{ queries: QuerySummary[]; count: number; inherited: number }> {
  const { queries, ...counts } = await listQueries(viewer, listing)
  return { queries: await summaries(viewer, queries), ...counts }
}

/** One query as replies carry it. */
export async function summaryOf(viewer: Viewer, query: SavedQuery): Promise<QuerySummary> {
  const [summary] = await summaries(viewer, [query])
  return summary ?? { ...query, last_run_at: null, cost: null }
}

export async function readQuerySummary(viewer: Viewer, id: number): Promise<QuerySummary> {
  return summaryOf(viewer, await readQuery(viewer, id))
}

/** Every tag in use on queries the viewer may see. */
export function knownQueryTags(viewer: Viewer): Promise<string[]> {
  return listTags('queries', teamScope(viewer, 'queries:read'))
}
