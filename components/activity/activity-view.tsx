'use client'
// Who did what, to how many: the audit trail, its filters, its files, and whether it is whole.
import { ChevronDown, Download, ScrollText } from 'lucide-react'
import { saveFile } from '@/components/campaigns/share-menu'
import { Page } from '@/components/shell/page'
import { Button } from '@/components/ui/button'
import { SearchInput } from '@/components/ui/input'
import { FilteredOut, type ListFilter, ListFilters } from '@/components/ui/list-filters'
import { LoadMore } from '@/components/ui/load-more'
import { Menu, MenuItem } from '@/components/ui/menu'
import { EmptyState, ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { AsOf } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import type { TargetNames } from '@/lib/wire/targets'
import { ActivityFeed } from './activity-feed'
import { type ActivityChoices, useActivityFilters } from './activity-filters'
import { ActivitySheet } from './activity-sheet'
import { ChainLine } from './chain-line'
import { apiQuery, useActivity } from './use-activity'

type ListProps = { activity: ReturnType<typeof useActivity>; filters: readonly ListFilter[] }

function ExportMenu({ listKey }: { listKey: string }) {
  const save = (format: 'csv' | 'ndjson') =>
    saveFile(`/api/v1/fleet/activities.${format}?${apiQuery(listKey, Date.now())}`)
  return (
    <Menu
      align="end"
      trigger={
        <Button>
          Export <ChevronDown aria-hidden />
        </Button>
      }
    >
      <MenuItem icon={<Download aria-hidden />} onSelect={() => save('csv')}>
        These entries as CSV
      </MenuItem>
      <MenuItem icon={<Download aria-hidden />} onSelect={() => save('ndjson')}>
        These entries as NDJSON
      </MenuItem>
    </Menu>
  )
}

function Toolbar({ activity, filters }: ListProps) {
  const { params, change, feed } = activity
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2">
      <SearchInput
        label="Search activity"
        placeholder="Name, SQL, address"
        value={params.get('query') ?? ''}
        onChange={(query) => change({ query }, 'replace')}
        className="max-sm:w-full"
      />
      <ListFilters title="Filter activity" filters={filters} params={params} change={change} />
      {feed.count !== undefined && (
        <span role="status" className="ms-auto text-fg-muted tabular-nums">
          {formatNoun(feed.count, 'entry', 'entries')}
        </span>
      )}
    </div>
  )
}

function List({ activity, filters }: ListProps) {
  const { params, change, feed, opened, open } = activity
  const { items, count, failure, busy, hasMore, more, again } = feed
  if (failure && items.length === 0)
    return (
      <ErrorState title="The activity could not be read" requestId={failure.uuid} onRetry={again}>
        {failure.message}
      </ErrorState>
    )
  if (count === undefined) return <SkeletonRows rows={12} />
  if (items.length === 0)
    return (
      <FilteredOut filters={filters} params={params} change={change} noun="entry">
        <EmptyState icon={<ScrollText aria-hidden />} title="Nothing has been done yet">
          Every sign-in, change, live query and export will stand here.
        </EmptyState>
      </FilteredOut>
    )
  return (
    <>
      <ActivityFeed entries={items} opened={opened} onOpen={open} />
      <LoadMore shown={items.length} total={count} hasMore={hasMore} busy={busy} onMore={more} />
    </>
  )
}

type ActivityViewProps = { choices: ActivityChoices; names: TargetNames }

export function ActivityView({ choices, names }: ActivityViewProps) {
  const activity = useActivity()
  const filters = useActivityFilters(choices, names, activity.params)
  const { readAt } = activity.feed
  return (
    <Page
      title="Activity"
      note={readAt !== undefined && <AsOf at={readAt} />}
      actions={<ExportMenu listKey={activity.key} />}
    >
      <ChainLine onOpen={activity.open} />
      <div className="mt-4 rounded-lg border border-line bg-surface">
        <Toolbar activity={activity} filters={filters} />
        <List activity={activity} filters={filters} />
      </div>
      {activity.opened !== undefined && (
        <ActivitySheet id={activity.opened} names={names} onClose={activity.close} />
      )}
    </Page>
  )
}
