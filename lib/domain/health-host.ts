// What became of each scheduled query on one host, and what it costs there.
import { sqlDigest } from '@/lib/domain/costs'
import { teamScope } from '@/lib/domain/permissions'
import { listQueryCosts } from '@/lib/store/cost-queries'
import { listHostStates } from '@/lib/store/health'
import type { HealthState } from '@/lib/wire/health'
import type { QueryDefinition } from '@/lib/wire/pack-definitions'
import type { Viewer } from '@/lib/wire/roles'

export type HostQueryHealth = {
  state: HealthState
  message: string | null
  cpu_ms: number | null
  cpu_ms_p95: number | null
}

/** By pack_query_id, for queries that the host's configuration has. */
export async function healthOnHost(
  viewer: Viewer,
  hostId: number,
  queries: readonly QueryDefinition[],
): Promise<Map<number, HostQueryHealth>> {
  if (queries.length === 0) return new Map()
  const expected = {
    hosts: [{ id: hostId, group: 1 }],
    queries: queries.map(({ id, interval, snapshot, query }) => ({
      groups: [1],
      pack_query_id: id,
      interval,
      snapshot,
      sql_digest: sqlDigest(query),
    })),
  }
  const scope = teamScope(viewer, 'hosts:read')
  const ids = queries.map(({ id }) => id)
  const [states, costs] = await Promise.all([
    listHostStates(expected),
    listQueryCosts(scope, ids, ids.length),
  ])
  const p95 = new Map(costs.map(({ pack_query_id, cost }) => [pack_query_id, cost.cpu_ms.p95]))
  return new Map(
    states.map(({ pack_query_id, ...found }) => [
      pack_query_id,
      { ...found, cpu_ms_p95: p95.get(pack_query_id) ?? null },
    ]),
  )
}
