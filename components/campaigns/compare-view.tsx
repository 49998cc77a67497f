'use client'
// Two campaigns compared: who answered both, then rows added and removed host by host.
import { ArrowLeftRight } from 'lucide-react'
import { Page } from '@/components/shell/page'
import { ButtonLink } from '@/components/ui/button'
import { LoadMore } from '@/components/ui/load-more'
import { EmptyState, ErrorState, SkeletonRows, TopLine } from '@/components/ui/page-states'
import { AsOf } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { type ReadSeq, useSeqPages } from '@/lib/client/use-seq-pages'
import { useUrlParams } from '@/lib/client/use-url-params'
import { DiffReply, type HostChange } from '@/lib/wire/campaign-diffs'
import type { Campaign } from '@/lib/wire/campaigns'
import { CompareHost } from './compare-host'
import { CompareSide } from './compare-side'
import { CompareTools } from './compare-tools'
import { changeWords, columnWords, whoWords } from './compare-words'

const perPage = 50

const readDiff: ReadSeq<HostChange, DiffReply> = async (path, cursor, signal) => {
  const page = `${path}&limit=${perPage}${cursor ? `&cursor=${cursor}` : ''}`
  const head = await api(DiffReply, page, { signal })
  return { items: head.changes, count: head.count, next_cursor: head.next_cursor, head }
}

function Summary({ diff, readAt }: { diff: DiffReply; readAt: number | undefined }) {
  const columns = columnWords(diff)
  return (
    <div className="mb-3 flex flex-col gap-1 tabular-nums">
      <p className="font-semibold text-title">{whoWords(diff)}</p>
      <p className="flex flex-wrap gap-x-4">
        <span>{changeWords(diff)}</span>
        {readAt !== undefined && <AsOf at={readAt} className="text-fg-subtle" />}
      </p>
      {columns && <p className="text-warn-fg">{columns}</p>}
      {!diff.complete && (
        <p className="text-warn-fg">There are more rows than are compared: these are the first.</p>
      )}
    </div>
  )
}

function NoChange({ diff, words, all }: { diff: DiffReply; words: string; all: boolean }) {
  const { both } = diff.hosts
  if (both === 0)
    return (
      <EmptyState title="No host answered both">
        Only hosts that answered both are compared.
      </EmptyState>
    )
  if (
    diff.columns.compared.length === 0 &&
    diff.columns.only_from.length + diff.columns.only_to.length > 0
  )
    return (
      <EmptyState title="The two share no column">
        Rows can be compared only by columns that both have.
      </EmptyState>
    )
  if (words !== '')
    return <EmptyState title={`No ${all ? '' : 'changed '}host is named like "${words}"`} />
  return (
    <EmptyState title="Nothing changed">
      All {formatNoun(diff.unchanged, 'row')} on {formatNoun(both, 'host')} are the same in both.
    </EmptyState>
  )
}

function usePath(from: Campaign, to: Campaign) {
  const [params, change] = useUrlParams()
  const words = params.get('host') ?? ''
  const all = params.get('only') === 'all'
  const by = params.get('by')
  const query = new URLSearchParams({ with: String(to.id) })
  if (by) query.set('columns', by)
  const base = `/api/v1/fleet/campaigns/${from.id}/diff`
  const one = `${base}?${query}`
  if (all) query.set('only', 'all')
  if (words) query.set('q', words)
  return {
    path: `${base}?${query}`,
    one,
    file: (kind: string) => `${base}.${kind}?${query}`,
    words,
    all,
    change,
  }
}

function Changes({
  pages,
  one,
}: {
  pages: ReturnType<typeof useSeqPages<HostChange, DiffReply>>
  one: string
}) {
  const { items, head, count, hasMore, busy, more } = pages
  return (
    <div className="relative">
      <TopLine shown={busy} />
      <ul aria-label="Hosts compared" className="flex flex-col gap-3">
        {items.map((change) => (
          <CompareHost
            key={change.host.id}
            change={change}
            columns={head?.columns.compared ?? []}
            path={one}
          />
        ))}
      </ul>
      <LoadMore
        shown={items.length}
        total={count ?? null}
        hasMore={hasMore}
        busy={busy}
        step={perPage}
        onMore={more}
      />
    </div>
  )
}

export function CompareView({ from, to }: { from: Campaign; to: Campaign }) {
  const { path, one, file, words, all, change } = usePath(from, to)
  const pages = useSeqPages(path, readDiff)
  const { head: diff, failure, items, readAt, again } = pages
  return (
    <Page
      title={`#${from.id} with #${to.id}`}
      crumbs={[{ label: 'Campaigns', href: '/campaigns' }]}
      actions={
        <ButtonLink href={`/campaigns/compare?a=${to.id}&b=${from.id}`}>
          <ArrowLeftRight aria-hidden /> Swap
        </ButtonLink>
      }
    >
      <div className="mb-3 flex gap-3 max-sm:flex-col">
        <CompareSide campaign={from} word="From" answered={diff?.from.answered} />
        <CompareSide campaign={to} word="To" answered={diff?.to.answered} />
      </div>
      {diff && <Summary diff={diff} readAt={readAt} />}
      <CompareTools {...{ diff, words, all, change, file }} onAgain={again} />
      {failure && (
        <ErrorState title="The two could not be compared" requestId={failure.uuid} onRetry={again}>
          {failure.message}
        </ErrorState>
      )}
      {!diff && !failure && <SkeletonRows rows={8} />}
      {diff && items.length === 0 && <NoChange diff={diff} words={words} all={all} />}
      {items.length > 0 && <Changes pages={pages} one={one} />}
    </Page>
  )
}
