// The overview: is the fleet reporting, and does anything need me?
import type { Metadata } from 'next'
import { OverviewView } from '@/components/overview/overview-view'
import { NoPermission } from '@/components/shell/no-permission'
import { readOverview } from '@/lib/domain/overview'
import { permits } from '@/lib/domain/permissions'
import { knownSearch, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { OverviewQuery } from '@/lib/wire/overview'

export const metadata: Metadata = { title: 'Overview' }

export default async function OverviewPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'hosts:read', 'any'))
    return <NoPermission title="Overview" needs="the observer role" />
  const query = await knownSearch(searchParams, OverviewQuery)
  return <OverviewView first={await readOverview(viewer, query)} />
}
