'use client'
// One group: its values, every host that told it, and what can be made of them.
import Link from 'next/link'
import { useCallback } from 'react'
import { Button } from '@/components/ui/button'
import { LoadMore } from '@/components/ui/load-more'
import { ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { PlatformIcon } from '@/components/ui/platform-icon'
import { Sheet } from '@/components/ui/sheet'
import { Time } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { type ReadSeq, useSeqPages } from '@/lib/client/use-seq-pages'
import { type Group, type GroupHost, GroupHostsReply } from '@/lib/wire/campaign-groups'
import { GroupMark, GroupValues, type OnAct } from './group-columns'
import { groupTitle, hostsOf } from './group-words'

const perPage = 100

const readHosts: ReadSeq<GroupHost> = async (path, cursor, signal) => {
  const page = `${path}&limit=${perPage}${cursor ? `&cursor=${cursor}` : ''}`
  const { hosts, count, next_cursor } = await api(GroupHostsReply, page, { signal })
  return { items: hosts, count, next_cursor, head: undefined }
}

function HostLine({ told }: { told: GroupHost }) {
  const { host, rows, received_at } = told
  return (
    <li className="flex min-h-9 items-center gap-3 border-line border-t px-3 py-1 first:border-t-0">
      <PlatformIcon platform={host.platform} className="shrink-0" />
      <Link
        href={`/hosts/${host.id}`}
        className="inline-flex min-h-6 min-w-0 flex-1 items-center text-accent-fg hover:underline"
      >
        <span className="truncate">{host.display_name || host.hostname || `#${host.id}`}</span>
      </Link>
      {rows > 1 && <span className="text-fg-muted tabular-nums">{formatNoun(rows, 'row')}</span>}
      <Time at={String(received_at)} source="server" className="shrink-0 text-fg-muted" />
    </li>
  )
}

function GroupHosts({ path }: { path: string }) {
  const { items, count, failure, busy, hasMore, more, again } = useSeqPages(path, readHosts)
  if (failure && items.length === 0) {
    return (
      <ErrorState title="The hosts could not be read" requestId={failure.uuid} onRetry={again}>
        {failure.message}
      </ErrorState>
    )
  }
  if (count === undefined) return <SkeletonRows rows={6} />
  return (
    <section aria-label="Hosts of this group" className="rounded-lg border border-line bg-surface">
      <ul>
        {items.map((told) => (
          <HostLine key={told.seq} told={told} />
        ))}
      </ul>
      <LoadMore shown={items.length} total={count} hasMore={hasMore} busy={busy} onMore={more} />
    </section>
  )
}

type GroupSheetProps = {
  id: number
  group: Group
  columns: readonly string[]
  onAct: OnAct
  onClose: () => void
}

export function GroupSheet({ id, group, columns, onAct, onClose }: GroupSheetProps) {
  const params = new URLSearchParams({ columns: JSON.stringify(columns), key: group.key })
  const close = useCallback((open: boolean) => !open && onClose(), [onClose])
  return (
    <Sheet
      open
      onOpenChange={close}
      title={`${hostsOf(group)}: ${groupTitle(group, columns)}`}
      footer={
        <>
          <Button onClick={() => onAct('label', group)}>Make a label</Button>
          <Button variant="primary" onClick={() => onAct('follow', group)}>
            Follow up
          </Button>
        </>
      }
    >
      <div className="mb-4 flex flex-col gap-2">
        <span className="flex">
          <GroupMark group={group} />
        </span>
        <GroupValues group={group} columns={columns} />
      </div>
      <GroupHosts path={`/api/v1/fleet/campaigns/${id}/groups/hosts?${params}`} />
    </Sheet>
  )
}
