// The list of campaigns: what was asked, by whom, and how far is it?
import type { Metadata } from 'next'
import { CampaignsView } from '@/components/campaigns/campaigns-view'
import { NoPermission } from '@/components/shell/no-permission'
import { campaignChoices, listCampaigns } from '@/lib/domain/campaigns'
import { permits } from '@/lib/domain/permissions'
import { listRunsOf } from '@/lib/domain/runs'
import { targetNames } from '@/lib/domain/target-names'
import { knownSearch, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { CampaignSearch, openedSince } from '@/lib/wire/campaign-lists'
import { Selected } from '@/lib/wire/targets'

export const metadata: Metadata = { title: 'Campaigns' }

export default async function CampaignsPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'campaigns:read', 'any'))
    return <NoPermission title="Campaigns" needs="the observer role" />
  const { range, ...given } = await knownSearch(searchParams, CampaignSearch)
  const from = openedSince({ range, from: given.from }, Date.now())
  const hosts = given.host_id === undefined ? [] : [given.host_id]
  const by_run = given.run_id === undefined
  const [{ campaigns, count }, choices, names] = await Promise.all([
    listCampaigns(viewer, { ...given, from, by_run, page: 0, per_page: 100 }),
    campaignChoices(viewer),
    targetNames(viewer, Selected.parse({ hosts })),
  ])
  const runs = by_run ? await listRunsOf(viewer, campaigns) : []
  return (
    <CampaignsView
      first={{ items: campaigns, count }}
      runs={runs}
      choices={choices}
      names={names}
      viewer={{
        id: viewer.user_id,
        stops_own: permits(viewer, 'campaigns:stop_own', 'any'),
        stops_others: permits(viewer, 'campaigns:stop_others', 'any'),
      }}
    />
  )
}
