// Live query: whom do I ask, what, and for how long?
import type { Metadata } from 'next'
import { LiveView } from '@/components/live/live-view'
import { NoPermission } from '@/components/shell/no-permission'
import { launchFirst } from '@/lib/domain/launch'
import { permits } from '@/lib/domain/permissions'
import { knownSearch, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { LiveSearch } from '@/lib/wire/live-search'

export const metadata: Metadata = { title: 'Live query' }

export default async function LivePage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'campaigns:run_saved', 'any'))
    return <NoPermission title="Live query" needs="the observer role" />
  const search = await knownSearch(searchParams, LiveSearch)
  const link = new URLSearchParams(
    Object.entries(search).map(([key, value]) => [key, JSON.stringify(value)]),
  )
  // Another link is another question: the page starts over with it.
  return <LiveView key={link.toString()} first={await launchFirst(viewer, search)} />
}
