// Labels: which groups do I have, who is in them, who relies on them?
import type { Metadata } from 'next'
import { LabelsView } from '@/components/labels/labels-view'
import { NoPermission } from '@/components/shell/no-permission'
import { listLabels } from '@/lib/domain/labels'
import { permits } from '@/lib/domain/permissions'
import { knownSearch, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { LabelListQuery } from '@/lib/wire/labels'

export const metadata: Metadata = { title: 'Labels' }

export default async function LabelsPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'labels:read', 'any'))
    return <NoPermission title="Labels" needs="the observer role" />
  const given = await knownSearch(searchParams, LabelListQuery)
  const { labels, count } = await listLabels(viewer, { ...given, page: 0, per_page: 100 })
  const writes = permits(viewer, 'labels:write', { team_id: null })
  const asks = permits(viewer, 'campaigns:run_sql', 'any')
  return (
    <LabelsView
      first={{ items: labels, count }}
      noWrite={writes ? undefined : 'Needs the maintainer role over the whole fleet'}
      noAsk={asks ? undefined : 'Needs a role that may ask SQL of its own'}
    />
  )
}
