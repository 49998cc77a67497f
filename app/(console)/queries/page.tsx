// The library: do we have a query for that?
import type { Metadata } from 'next'
import { QueriesView } from '@/components/queries/queries-view'
import { NoPermission } from '@/components/shell/no-permission'
import { permits } from '@/lib/domain/permissions'
import { knownQueryTags, listQuerySummaries } from '@/lib/domain/query-listing'
import { listTeams } from '@/lib/domain/teams'
import { knownSearch, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { QueryListQuery } from '@/lib/wire/queries'
import { TeamQuery } from '@/lib/wire/teams'

export const metadata: Metadata = { title: 'Queries' }

export default async function QueriesPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'queries:read', 'any'))
    return <NoPermission title="Queries" needs="the observer role" />
  const given = await knownSearch(searchParams, QueryListQuery)
  const listing = { ...given, merge_inherited: true, page: 0, per_page: 100 }
  const [{ queries, count }, tags, { teams }] = await Promise.all([
    listQuerySummaries(viewer, listing),
    knownQueryTags(viewer),
    listTeams(viewer, TeamQuery.parse({ per_page: '500' })),
  ])
  const owners = [null, ...teams.map(({ id }) => id)]
  return (
    <QueriesView
      first={{ items: queries, count }}
      tags={tags}
      teams={teams.map(({ id, name }) => ({ id, name }))}
      writable={owners.filter((team_id) => permits(viewer, 'queries:write', { team_id }))}
    />
  )
}
