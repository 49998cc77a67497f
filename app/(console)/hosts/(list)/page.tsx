// The host list: which hosts are there, and are they alive?
import type { Metadata } from 'next'
import { HostsView } from '@/components/hosts/hosts-view'
import { NoPermission } from '@/components/shell/no-permission'
import { countHosts, listHosts } from '@/lib/domain/hosts'
import { listLabels } from '@/lib/domain/labels'
import { permits } from '@/lib/domain/permissions'
import { listTeams } from '@/lib/domain/teams'
import { addHostsFacts } from '@/lib/http/agents-address'
import { knownSearch, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { HostListQuery } from '@/lib/wire/hosts'
import { LabelListQuery } from '@/lib/wire/labels'
import { TeamQuery } from '@/lib/wire/teams'

export const metadata: Metadata = { title: 'Hosts' }

const whole = { per_page: '500' }

export default async function HostsPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'hosts:read', 'any'))
    return <NoPermission title="Hosts" needs="the observer role" />
  const given = await knownSearch(searchParams, HostListQuery)
  const query = { ...given, page: 0, per_page: 100 }
  const [{ hosts, count }, counts, { labels }, { teams }] = await Promise.all([
    listHosts(viewer, query),
    countHosts(viewer, { ...query, status: undefined }),
    listLabels(viewer, LabelListQuery.parse(whole)),
    listTeams(viewer, TeamQuery.parse(whole)),
  ])
  return (
    <HostsView
      first={{ items: hosts, count }}
      counts={counts}
      names={{
        labels: labels.map(({ id, name, count: held }) => ({ id, name, count: held })),
        teams: teams.map(({ id, name, host_count }) => ({ id, name, count: host_count })),
      }}
      addHosts={addHostsFacts(viewer, teams)}
    />
  )
}
