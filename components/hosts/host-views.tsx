'use client'
// Filters and an order of the host list that I keep under a name.
import { orderKeys } from '@/components/ui/grid/url-order'
import { SavedViews, type ViewsPlace } from '@/components/ui/saved-views'
import { withoutKeys } from '@/lib/client/use-url-params'
import { HostViewsReply } from '@/lib/wire/host-views'
import { filterKeys, type HostListState, viewOf } from './use-host-list'

const place: ViewsPlace = {
  path: '/api/v1/fleet/hosts/views',
  reply: HostViewsReply.transform(({ host_views }) => host_views),
}

export function HostViews({ params, change }: Pick<HostListState, 'params' | 'change'>) {
  return (
    <SavedViews
      place={place}
      shown={viewOf(params)}
      onUse={(view) => change({ ...withoutKeys([...filterKeys, ...orderKeys]), ...view })}
    />
  )
}
