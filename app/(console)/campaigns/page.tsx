// The list of campaigns: what was asked, by whom, and how far is it?
import type { Metadata } from 'next'
import { CampaignsView } from '@/components/campaigns/campaigns-view'
import { NoPermission } from '@/components/shell/no-permission'
import { listCampaigns } from '@/lib/domain/campaigns'
import { permits } from '@/lib/domain/permissions'
import { knownSearch, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { CampaignListQuery } from '@/lib/wire/campaign-lists'

export const metadata: Metadata = { title: 'Campaigns' }

export default async function CampaignsPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'campaigns:read', 'any'))
    return <NoPermission title="Campaigns" needs="the observer role" />
  const given = await knownSearch(searchParams, CampaignListQuery)
  const { campaigns, count } = await listCampaigns(viewer, { ...given, page: 0, per_page: 100 })
  return <CampaignsView first={{ items: campaigns, count }} />
}
