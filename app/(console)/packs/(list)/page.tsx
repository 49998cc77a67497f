// The pack list: what do we collect, from whom, and which pack needs me?
import type { Metadata } from 'next'
import { PacksView } from '@/components/packs/packs-view'
import { NoPermission } from '@/components/shell/no-permission'
import { listLabels } from '@/lib/domain/labels'
import { knownPackTags, listPackSummaries } from '@/lib/domain/pack-listing'
import { permits } from '@/lib/domain/permissions'
import { listTeams } from '@/lib/domain/teams'
import { knownSearch, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { LabelListQuery } from '@/lib/wire/labels'
import { PackListingQuery } from '@/lib/wire/pack-listing'
import { TeamQuery } from '@/lib/wire/teams'

export const metadata: Metadata = { title: 'Packs' }

export default async function PacksPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'packs:read', 'any'))
    return <NoPermission title="Packs" needs="the observer role" />
  const given = await knownSearch(searchParams, PackListingQuery)
  const order_key = (await searchParams).order_key ? given.order_key : 'need'
  const [{ packs, count }, { labels }, tags, { teams }] = await Promise.all([
    listPackSummaries(viewer, { ...given, order_key, page: 0, per_page: 100 }),
    listLabels(viewer, LabelListQuery.parse({ per_page: '500' })),
    knownPackTags(viewer),
    listTeams(viewer, TeamQuery.parse({ per_page: '500' })),
  ])
  const owners = [null, ...teams.map(({ id }) => id)]
  return (
    <PacksView
      first={{ items: packs, count }}
      names={Object.fromEntries(labels.map(({ id, name }) => [id, name]))}
      tags={tags}
      teams={teams.map(({ id, name }) => ({ id, name }))}
      writable={owners.filter((team_id) => permits(viewer, 'packs:write', { team_id }))}
    />
  )
}
