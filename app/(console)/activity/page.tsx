// The audit trail: who did what, to how many?
import type { Metadata } from 'next'
import { ActivityView } from '@/components/activity/activity-view'
import { NoPermission } from '@/components/shell/no-permission'
import { readActivityChoices } from '@/lib/domain/activity-feed'
import { permits } from '@/lib/domain/permissions'
import { targetNames } from '@/lib/domain/target-names'
import { knownSearch, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { ActivitySearch } from '@/lib/wire/activity'
import { Selected } from '@/lib/wire/targets'

export const metadata: Metadata = { title: 'Activity' }

export default async function ActivityPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'activities:read', { team_id: null }))
    return <NoPermission title="Activity" needs="the admin role" />
  const { host_id } = await knownSearch(searchParams, ActivitySearch)
  const hosts = host_id === undefined ? [] : [host_id]
  const [choices, names] = await Promise.all([
    readActivityChoices(viewer),
    targetNames(viewer, Selected.parse({ hosts })),
  ])
  return <ActivityView choices={choices} names={names} />
}
