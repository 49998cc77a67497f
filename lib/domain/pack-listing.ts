// The list of packs: which match, in which order, and the page of them that was asked for.
import { costsOfPacks } from '@/lib/domain/pack-costs'
import { needsByHealth, needsOf } from '@/lib/domain/pack-needs'
import { countReached } from '@/lib/domain/pack-reach'
import { withTargetsSeen } from '@/lib/domain/packs'
import { permits, teamScope } from '@/lib/domain/permissions'
import { hostsByRevision, sumOfHosts } from '@/lib/domain/revision-hosts'
import {
  listLastResults,
  listPackKeys,
  type PackFilters,
  type PackKeys,
} from '@/lib/store/pack-listing'
import { findPacks } from '@/lib/store/packs'
import { listTags } from '@/lib/store/tags'
import {
  type PackListingQuery,
  type PackNeed,
  type PackSummary,
  packNeedKinds,
} from '@/lib/wire/pack-listing'
import type { Viewer } from '@/lib/wire/roles'

/** A pack with what it needs and how many hosts in view it reaches. */
export type Judged = PackKeys & { needs: PackNeed[]; hosts: number }

async function judge(viewer: Viewer, packs: PackKeys[]): Promise<Judged[]> {
  const [reached, health] = await Promise.all([
    countReached(
      packs.map(({ id }) => id),
      teamScope(viewer, 'hosts:read'),
    ),
    needsByHealth(viewer),
  ])
  return packs.map((pack) => {
    const { hosts, anybody } = reached.get(pack.id) ?? { hosts: 0, anybody: false }
    return { ...pack, hosts, needs: needsOf(pack, anybody, health) }
  })
}

const worst = ({ needs: [first] }: Judged) =>
  first ? packNeedKinds.indexOf(first.kind) : packNeedKinds.length

/** Every pack in scope that matches, by name. */
async function matching(viewer: Viewer, filters: PackFilters): Promise<Judged[]> {
  const scope = teamScope(viewer, 'packs:read')
  const judged = await judge(viewer, await listPackKeys(scope, filters))
  return filters.state === 'need' ? judged.filter(({ needs }) => needs.length > 0) : judged
}

/** Every pack the viewer may see, the worst in need on top. */
export async function listPacksByNeed(viewer: Viewer): Promise<Judged[]> {
  const all = await matching(viewer, { query: '', tag: '', state: '', team_id: null })
  return all.toSorted((a, b) => worst(a) - worst(b))
}

/** The ids of every pack that matches, for acts that are given a filter. */
export async function matchingPackIds(viewer: Viewer, filters: PackFilters): Promise<number[]> {
  const packs = await matching(viewer, filters)
  return packs.map(({ id }) => id)
}

const compares: Record<PackListingQuery['order_key'], (a: Judged, b: Judged) => number> = {
  // The store lists by name, and sorting keeps the order of equals.
  name: () => 0,
  id: (a, b) => a.id - b.id,
  created_at: (a, b) => a.created_at.getTime() - b.created_at.getTime(),
  updated_at: (a, b) => a.updated_at.getTime() - b.updated_at.getTime(),
  need: (a, b) => worst(a) - worst(b),
  query_count: (a, b) => a.query_count - b.query_count,
  total_hosts_count: (a, b) => a.hosts - b.hosts,
}

function ordered(packs: Judged[], { order_key, order_direction }: PackListingQuery): Judged[] {
  if (order_key === 'name') return order_direction === 'desc' ? packs.toReversed() : packs
  const sign = order_direction === 'desc' ? -1 : 1
  return packs.toSorted((a, b) => sign * compares[order_key](a, b))
}

/** A page of packs the viewer may see, each with what it needs and whom it reaches now. */
export async function listPackSummaries(
  viewer: Viewer,
  listing: PackListingQuery,
): Promise<{ packs: PackSummary[]; count: number }> {
  const all = ordered(await matching(viewer, listing), listing)
  const start = listing.page * listing.per_page
  const page = all.slice(start, start + listing.per_page)
  return { packs: await summaries(viewer, page), count: all.length }
}

async function summaries(viewer: Viewer, page: Judged[]): Promise<PackSummary[]> {
  const ids = page.map(({ id }) => id)
  const seesResults = permits(viewer, 'results:read', 'any')
  const [packs, running, costs, last] = await Promise.all([
    findPacks(ids).then((found) => withTargetsSeen(viewer, found)),
    hostsByRevision(ids, teamScope(viewer, 'hosts:read')),
    costsOfPacks(ids),
    seesResults ? listLastResults(ids, teamScope(viewer, 'results:read')) : new Map<number, Date>(),
  ])
  const judged = new Map(page.map((pack) => [pack.id, pack]))
  return packs.map((pack) => {
    const parts = running.get(pack.id) ?? []
    return {
      ...pack,
      total_hosts_count: sumOfHosts(parts),
      hosts_by_revision: parts,
      needs: judged.get(pack.id)?.needs ?? [],
      last_result_at: last.get(pack.id)?.toISOString() ?? null,
      cost: costs.get(pack.id) ?? null,
    }
  })
}

/** Every tag in use on packs the viewer may see. */
export function knownPackTags(viewer: Viewer): Promise<string[]> {
  return listTags('packs', teamScope(viewer, 'packs:read'))
}
