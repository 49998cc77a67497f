'use client'
// What came and went on this host of one query, newest first; with a chosen time, since then.
import { ActionBadge } from '@/components/results/action-badge'
import { LoadMore } from '@/components/ui/load-more'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { Time } from '@/components/ui/time'
import { formatCount } from '@/lib/client/format'
import { useNewest } from '@/lib/client/use-newest'
import type { HostQuery } from '@/lib/wire/host-queries'
import { ChangesReply, type ResultChange } from '@/lib/wire/results-changes'
import { stateParams } from './host-moment'
import { RowFields } from './row-fields'

const pages = {
  pageOf: ({ changes, next_cursor }: ChangesReply) => ({ items: changes, next: next_cursor }),
  keyOf: ({ at, action, columns }: ResultChange) => JSON.stringify([at, action, columns]),
}

function Change({ change }: { change: ResultChange }) {
  const { at, action, columns, first, times } = change
  return (
    <li className="flex gap-3 border-line border-t px-3 py-1.5 first:border-t-0 max-sm:flex-col max-sm:gap-0.5">
      <span className="flex w-52 shrink-0 items-start gap-3">
        <ActionBadge action={action} />
        <Time at={String(at)} source="server received" className="text-fg-muted" />
      </span>
      <RowFields columns={columns} />
      <span className="shrink-0 text-fg-subtle text-meta">
        {times > 1 && `${formatCount(times)} times `}
        {first && 'first known'}
      </span>
    </li>
  )
}

type HostChangesProps = { hostId: number; query: HostQuery; at: string | undefined }

export function HostChanges({ hostId, query, at }: HostChangesProps) {
  const params = stateParams(hostId, query)
  if (at !== undefined) params.set('from', at)
  const path = `/api/v1/fleet/results/changes?${params}`
  const { first, items, hasMore, busy, more } = useNewest(ChangesReply, path, 30, pages)
  if (!first.value) return <Pending poll={first} failed="The changes could not be read" />
  const { from } = first.value
  return (
    <section aria-label="What changed" className="rounded-lg border border-line bg-surface">
      <header className="border-line border-b px-3 py-2">
        <h2 className="font-semibold">
          What changed since <Time at={String(from)} />
        </h2>
      </header>
      {items.length === 0 ? (
        <EmptyState className="py-8" title="Nothing changed in this time">
          {hasMore ? 'There is more to look through.' : 'The rows are as they were then.'}
        </EmptyState>
      ) : (
        <ul>
          {items.map((change) => (
            <Change key={pages.keyOf(change)} change={change} />
          ))}
        </ul>
      )}
      <LoadMore shown={items.length} total={null} hasMore={hasMore} busy={busy} onMore={more} />
    </section>
  )
}
