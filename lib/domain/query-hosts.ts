// Which hosts packs give a saved query to, by the rules of their configuration: how many a change of
// its SQL reaches, who has reported and who is silent. Cut to what the viewer may see.
import { currentConfiguration } from '@/lib/domain/configuration'
import { effectOfQuery, servesQuery } from '@/lib/domain/pack-effect'
import { teamScope } from '@/lib/domain/permissions'
import { readQuery } from '@/lib/domain/queries'
import { listReachable, type ReachableHost } from '@/lib/store/host-reach'
import { listLastReports } from '@/lib/store/query-facts'
import { listPackQueriesOf } from '@/lib/store/query-reports'
import type { QueryEffect } from '@/lib/wire/queries'
import type { QueryHost, QueryHosts, QueryHostsQuery } from '@/lib/wire/query-hosts'
import type { Viewer } from '@/lib/wire/roles'

const batch = 5_000

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

type Tally = Omit<QueryHosts, 'hosts' | 'next_cursor' | 'oldest_result_at'> & {
  oldest: Date | null
  page: QueryHost[]
}

function count(tally: Tally, host: ReachableHost, at: Date | undefined, asked: QueryHostsQuery) {
  const state = at ? 'reporting' : 'silent'
  tally.expected += 1
  tally[state] += 1
  if (at && (!tally.oldest || at < tally.oldest)) tally.oldest = at
  const isAsked = asked.state === '' || asked.state === state
  if (isAsked && host.id > asked.cursor && tally.page.length <= asked.limit)
    tally.page.push({ ...host, last_result_at: at?.toISOString() ?? null })
}

/** A page of them in the order of their ids, with the counts of all. Judges every host in scope. */
export async function listQueryHosts(
  viewer: Viewer,
  id: number,
  asked: QueryHostsQuery,
): Promise<QueryHosts> {
  await readQuery(viewer, id)
  const scope = teamScope(viewer, 'results:read')
  const [{ source }, packQueryIds] = await Promise.all([
    currentConfiguration(),
    listPackQueriesOf(id),
  ])
  const tally: Tally = { expected: 0, reporting: 0, silent: 0, oldest: null, page: [] }
  for (let afterId = 0; packQueryIds.length > 0; ) {
    const hosts = await listReachable(scope, afterId, batch)
    const served = hosts.filter((host) => source.packs.some((pack) => servesQuery(host, pack, id)))
    const reports = await listLastReports(
      served.map((host) => host.id),
      packQueryIds,
    )
    for (const host of served) count(tally, host, reports.get(host.id), asked)
    const last = hosts.at(-1)
    if (!last || hosts.length < batch) break
    afterId = last.id
  }
  const { page, oldest, ...counts } = tally
  const hosts = page.slice(0, asked.limit)
  const next = page.length > asked.limit ? hosts.at(-1)?.id : undefined
  return {
    ...counts,
    oldest_result_at: oldest?.toISOString() ?? null,
    hosts,
    next_cursor: next === undefined ? null : String(next),
  }
}
