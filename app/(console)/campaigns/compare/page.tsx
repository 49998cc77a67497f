// Two campaigns side by side: what changed since, and on which hosts?
import type { Metadata } from 'next'
import { CompareChoice } from '@/components/campaigns/compare-choice'
import { CompareView } from '@/components/campaigns/compare-view'
import { NoPermission } from '@/components/shell/no-permission'
import { readCampaign } from '@/lib/domain/campaigns'
import { permits } from '@/lib/domain/permissions'
import { knownSearch, readOrNotFound, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { CompareSearch } from '@/lib/wire/campaign-compare'

export const metadata: Metadata = { title: 'Compare campaigns' }

export default async function ComparePage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'campaigns:read', 'any'))
    return <NoPermission title="Compare campaigns" needs="the observer role" />
  const { a, b } = await knownSearch(searchParams, CompareSearch)
  if (a === undefined || b === undefined || a === b) return <CompareChoice />
  const [from, to] = await readOrNotFound(
    Promise.all([readCampaign(viewer, a), readCampaign(viewer, b)]),
  )
  return <CompareView key={`${a} ${b}`} from={from} to={to} />
}
