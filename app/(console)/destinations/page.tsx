// Destinations: is everything arriving?
import type { Metadata } from 'next'
import { DestinationsView } from '@/components/destinations/destinations-view'
import { NoPermission } from '@/components/shell/no-permission'
import { listDestinationsFor } from '@/lib/domain/destinations'
import { listPacks } from '@/lib/domain/packs'
import { permits } from '@/lib/domain/permissions'
import { requireViewer } from '@/lib/http/session'
import { DestinationList } from '@/lib/wire/destinations'
import { PackListQuery } from '@/lib/wire/packs'

export const metadata: Metadata = { title: 'Destinations' }

const packsMax = '500'

export default async function DestinationsPage() {
  const viewer = await requireViewer()
  if (!permits(viewer, 'destinations:read', { team_id: null }))
    return <NoPermission title="Destinations" needs="the administrator role" />
  const wanted = PackListQuery.parse({ per_page: packsMax, order_key: 'name' })
  const [destinations, { packs }] = await Promise.all([
    listDestinationsFor(viewer),
    listPacks(viewer, wanted),
  ])
  const first = DestinationList.parse({ destinations }).destinations
  return <DestinationsView first={first} packs={packs.map(({ id, name }) => ({ id, name }))} />
}
