// Which hosts packs give a query to, by the rules of their configuration: how many a change of its SQL
// reaches, who reports it, who does not and why not. Cut to what the viewer may see.
import { currentConfiguration } from '@/lib/domain/configuration'
import { expectedOf, hostsFor } from '@/lib/domain/health-expected'
import { effectOfQuery } from '@/lib/domain/pack-effect'
import { teamScope, teamScopeOf } from '@/lib/domain/permissions'
import { readQuery } from '@/lib/domain/queries'
import { type ReportOf, scheduledOf } from '@/lib/domain/report-sources'
import { contentsUnderWay } from '@/lib/domain/targeting'
import { listPairs, type PairState } from '@/lib/store/health'
import { listAbsences, listReportHostFacts } from '@/lib/store/query-hosts'
import type { QueryEffect } from '@/lib/wire/queries'
import {
  type QueryHost,
  type QueryHosts,
  type QueryHostsQuery,
  type ReportState,
  reportStates,
} from '@/lib/wire/query-hosts'
import type { TeamScope, Viewer } from '@/lib/wire/roles'

/** What saving other SQL would reach, and which packs would keep it as a draft. */
export async function readQueryEffect(viewer: Viewer, id: number): Promise<QueryEffect> {
  const query = await readQuery(viewer, id)
  const [{ source }, hosts] = await Promise.all([
    currentConfiguration(),
    effectOfQuery(id, teamScope(viewer, 'hosts:read')),
  ])
  const packs = query.packs.map(({ id: packId, name }) => {
    const pack = source.packs.find((each) => each.id === packId)
    return { id: packId, name, disabled: pack?.disabled ?? false, drafts: Boolean(pack?.rollout) }
  })
  return { packs, packs_count: query.packs_count, ...hosts }
}

type Judged = Omit<PairState, 'state'> & { state: ReportState }

const rank = (state: ReportState) => reportStates.indexOf(state)

/** The best state of each host that a pack gives one of those scheduled queries to; all hosts in view. */
async function judge(scope: TeamScope, scheduledIds: readonly number[]) {
  const { source } = await currentConfiguration()
  const wanted = new Set(scheduledIds)
  const packs = source.packs.filter((pack) =>
    contentsUnderWay(pack).some(({ queries }) => queries.some(({ id }) => wanted.has(id))),
  )
  const hosts = await hostsFor(scope, packs)
  const judged = new Map<number, Judged>()
  for (const pack of packs) {
    const all = expectedOf(pack, hosts)
    const queries = all.queries.filter(({ pack_query_id }) => wanted.has(pack_query_id))
    if (queries.length === 0) continue
    for (const pair of await listPairs({ ...all, queries })) {
      const known = judged.get(pair.host_id)
      if (!known || rank(pair.state) < rank(known.state)) judged.set(pair.host_id, pair)
    }
  }
  return { hosts, judged }
}

/** Tells apart the hosts from which nothing is due. */
async function explainAbsence(judged: Map<number, Judged>, scheduledIds: readonly number[]) {
  const absent = [...judged.values()].filter(({ state }) => state === 'not_due')
  const facts = await listAbsences(
    absent.map(({ host_id }) => host_id),
    scheduledIds,
  )
  for (const { host_id, online, served } of facts) {
    const found = judged.get(host_id)
    if (found) found.state = !online ? 'offline' : served ? 'not_due' : 'not_reached'
  }
}

const noCounts = () =>
  ({
    ...{ reporting: 0, failing: 0, denylisted: 0, silent: 0 },
    ...{ offline: 0, not_reached: 0, not_due: 0, not_targeted: 0 },
  }) satisfies QueryHosts['counts']

const texts = (date: Date | null) => date?.toISOString() ?? null

async function describe(
  scope: TeamScope,
  ids: readonly number[],
  judged: ReadonlyMap<number, Judged>,
): Promise<QueryHost[]> {
  const facts = await listReportHostFacts(scope, ids)
  return facts.map(({ seen_at, ...host }): QueryHost => {
    const own = judged.get(host.id)
    const said = own?.state === 'failing' || own?.state === 'denylisted'
    return {
      ...host,
      state: own?.state ?? 'not_targeted',
      message: said ? own.message : null,
      at: said ? texts(own.error_at) : null,
      last_result_at: texts(own?.last_result_at ?? null),
      seen_at: texts(seen_at),
      interval: own?.interval ?? null,
    }
  })
}

/** A page of them in the order of their ids, with the counts of all. Judges every host in scope. */
export async function listQueryHosts(
  viewer: Viewer,
  of: ReportOf,
  asked: QueryHostsQuery,
): Promise<QueryHosts> {
  const scheduledIds = await scheduledOf(viewer, of)
  const scope = teamScopeOf(viewer, 'results:read', asked.team_id)
  const { hosts, judged } = await judge(scope, scheduledIds)
  await explainAbsence(judged, scheduledIds)
  const counts: QueryHosts['counts'] = noCounts()
  const page: number[] = []
  let oldest: Date | null = null
  for (const { id } of hosts.toSorted((a, b) => a.id - b.id)) {
    const own = judged.get(id)
    const state = own?.state ?? 'not_targeted'
    counts[state] += 1
    const at = own?.last_result_at ?? null
    if (state === 'reporting' && at && (!oldest || at < oldest)) oldest = at
    const isAsked =
      asked.state.length === 0 ? state !== 'not_targeted' : asked.state.includes(state)
    if (isAsked && id > asked.cursor && page.length <= asked.limit) page.push(id)
  }
  const listed = page.slice(0, asked.limit)
  return {
    expected: hosts.length - counts.not_targeted,
    counts,
    oldest_result_at: texts(oldest),
    hosts: await describe(scope, listed, judged),
    next_cursor: page.length > asked.limit ? String(listed.at(-1) ?? 0) : null,
  }
}
