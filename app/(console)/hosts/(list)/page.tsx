// The host list: which hosts are there, and are they alive?
import type { Metadata } from 'next'
import type { ListRights } from '@/components/hosts/host-bulk-acts'
import { rowsOf } from '@/components/hosts/host-rows'
import { HostsView } from '@/components/hosts/hosts-view'
import { NoPermission } from '@/components/shell/no-permission'
import { countHosts, listHosts, listHostVersions, listLabelChoices } from '@/lib/domain/hosts'
import { permits } from '@/lib/domain/permissions'
import { listTeams } from '@/lib/domain/teams'
import { addHostsFacts } from '@/lib/http/agents-address'
import { knownSearch, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { HostListQuery } from '@/lib/wire/hosts'
import type { Viewer } from '@/lib/wire/roles'
import { TeamQuery } from '@/lib/wire/teams'

export const metadata: Metadata = { title: 'Hosts' }

const whole = { per_page: '500' }

/** What the viewer may do to hosts of each team; null is no team. */
function rightsOf(viewer: Viewer, teams: readonly { id: number }[]): ListRights {
  const ids = [null, ...teams.map(({ id }) => id)]
  return {
    writable: ids.filter((team_id) => permits(viewer, 'hosts:write', { team_id })),
    mayLabel: permits(viewer, 'labels:write', { team_id: null }),
    mayAsk: permits(viewer, 'campaigns:run_saved', 'any'),
  }
}

export default async function HostsPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'hosts:read', 'any'))
    return <NoPermission title="Hosts" needs="the observer role" />
  const given = await knownSearch(searchParams, HostListQuery)
  const query = { ...given, page: 0, per_page: 100 }
  const [{ hosts, count }, counts, labels, { teams }, versions] = await Promise.all([
    listHosts(viewer, query),
    countHosts(viewer, { ...query, status: undefined }),
    listLabelChoices(viewer),
    listTeams(viewer, TeamQuery.parse(whole)),
    listHostVersions(viewer),
  ])
  return (
    <HostsView
      first={rowsOf({ items: hosts, count })}
      counts={counts}
      names={{
        labels,
        teams: teams.map(({ id, name }) => ({ id, name })),
        ...versions,
      }}
      rights={rightsOf(viewer, teams)}
      addHosts={await addHostsFacts(viewer, teams)}
    />
  )
}
