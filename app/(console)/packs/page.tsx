// The pack list: what do we collect, and from whom?
import type { Metadata } from 'next'
import { PacksView } from '@/components/packs/packs-view'
import { NoPermission } from '@/components/shell/no-permission'
import { listLabels } from '@/lib/domain/labels'
import { listPacks } from '@/lib/domain/packs'
import { permits } from '@/lib/domain/permissions'
import { knownSearch, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { LabelListQuery } from '@/lib/wire/labels'
import { PackListQuery } from '@/lib/wire/packs'

export const metadata: Metadata = { title: 'Packs' }

export default async function PacksPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'packs:read', 'any'))
    return <NoPermission title="Packs" needs="the observer role" />
  const given = await knownSearch(searchParams, PackListQuery)
  const [{ packs, count }, { labels }] = await Promise.all([
    listPacks(viewer, { ...given, page: 0, per_page: 100 }),
    listLabels(viewer, LabelListQuery.parse({ per_page: '500' })),
  ])
  const mayImport = permits(viewer, 'packs:write', { team_id: null })
  return (
    <PacksView
      first={{ items: packs, count }}
      names={Object.fromEntries(labels.map(({ id, name }) => [id, name]))}
      noImport={mayImport ? undefined : 'Needs the maintainer role for the whole fleet'}
    />
  )
}
