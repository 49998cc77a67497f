'use client'
import { Radio } from 'lucide-react'
import { useEffect } from 'react'
import { Page } from '@/components/shell/page'
import { ButtonLink } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/choice'
import { DataGrid } from '@/components/ui/grid/data-grid'
// The list of campaigns: open ones first, each with its bar, its asker and when it closes.
import { pagedSource } from '@/components/ui/grid/paged-source'
import { SearchInput } from '@/components/ui/input'
import { Kbd } from '@/components/ui/kbd'
import { EmptyState, ErrorState } from '@/components/ui/page-states'
import { Select } from '@/components/ui/select'
import { AsOf } from '@/components/ui/time'
import { type ApiFailure, api } from '@/lib/client/api'
import { type PageRead, type Pages, type ReadPage, usePages } from '@/lib/client/use-pages'
import { type UrlPatch, useUrlParams } from '@/lib/client/use-url-params'
import { type Campaign, CampaignsReply } from '@/lib/wire/campaigns'
import { CampaignCard, campaignColumns } from './campaign-columns'
import { isOpen } from './words'

const openSeconds = 10
const filterKeys = ['status', 'mine', 'query']

const statuses = [
  { value: '', label: 'Any status' },
  { value: 'waiting,running,paused', label: 'Open' },
  { value: 'complete', label: 'Complete' },
  { value: 'stopped', label: 'Stopped' },
  { value: 'expired', label: 'Expired' },
]

const readCampaigns: ReadPage<Campaign> = async (key, { page, per_page }, signal) => {
  const query = new URLSearchParams(key)
  query.set('page', String(page))
  query.set('per_page', String(per_page))
  const reply = await api(CampaignsReply, `/api/v1/fleet/campaigns?${query}`, { signal })
  return { items: reply.campaigns, count: reply.count }
}

function keyOf(params: URLSearchParams): string {
  const kept = filterKeys.flatMap((name) => {
    const value = params.get(name)
    return value ? [[name, value]] : []
  })
  return new URLSearchParams(kept).toString()
}

/** Open campaigns move, so a list that shows one is read more often. */
function useOpenRefresh({ items, refresh }: Pages<Campaign>): void {
  const open = items.some(({ status }) => isOpen(status))
  useEffect(() => {
    if (!open) return
    const timer = setInterval(refresh, openSeconds * 1000)
    return () => clearInterval(timer)
  }, [open, refresh])
}

type FilterProps = {
  params: URLSearchParams
  change: (patch: UrlPatch, mode?: 'push' | 'replace') => void
}

function Filters({ params, change }: FilterProps) {
  return (
    <>
      <SearchInput
        label="Search campaigns"
        placeholder="Name or SQL"
        value={params.get('query') ?? ''}
        onChange={(query) => change({ query }, 'replace')}
        className="max-sm:w-full"
      />
      <Select
        label="Status"
        options={statuses}
        value={params.get('status') ?? ''}
        onChange={(status) => change({ status })}
        className="w-36"
      />
      <Checkbox
        label="Only mine"
        className="items-center self-center [&>button]:mt-0"
        checked={params.get('mine') === 'true'}
        onChange={(mine) => change({ mine: mine ? 'true' : undefined })}
      />
    </>
  )
}

function Empty({ params, change }: FilterProps) {
  if (filterKeys.some((key) => params.has(key))) {
    const clear = Object.fromEntries(filterKeys.map((key) => [key, undefined]))
    return (
      <EmptyState
        title="The filters hide every campaign"
        action={
          <button type="button" onClick={() => change(clear)} className="text-accent-fg underline">
            Clear the filters
          </button>
        }
      />
    )
  }
  return (
    <EmptyState
      icon={<Radio aria-hidden />}
      title="Nothing has been asked yet"
      action={
        <ButtonLink href="/live" variant="primary">
          New live query
        </ButtonLink>
      }
    >
      Every live query is kept here with its answers, who asked and whom.
    </EmptyState>
  )
}

function Unread({ failure, onRetry }: { failure: ApiFailure; onRetry: () => void }) {
  return (
    <ErrorState title="The campaigns could not be read" requestId={failure.uuid} onRetry={onRetry}>
      {failure.message}
    </ErrorState>
  )
}

export function CampaignsView({ first }: { first: PageRead<Campaign> }) {
  const [params, change] = useUrlParams()
  const pages = usePages(keyOf(params), readCampaigns, first)
  useOpenRefresh(pages)
  const { readAt, failure, refresh } = pages
  return (
    <Page
      title="Campaigns"
      fill
      note={readAt !== undefined && <AsOf at={readAt} />}
      actions={
        <ButtonLink href="/live" variant="primary" aria-keyshortcuts="c">
          New live query <Kbd keys="c" className="max-sm:hidden" />
        </ButtonLink>
      }
    >
      <DataGrid
        label="Campaigns"
        noun="campaign"
        fill
        columns={campaignColumns}
        rowKey={({ id }) => id}
        viewKey="campaigns"
        card={(campaign) => <CampaignCard campaign={campaign} />}
        source={pagedSource(pages)}
        empty={
          failure ? (
            <Unread failure={failure} onRetry={refresh} />
          ) : (
            <Empty params={params} change={change} />
          )
        }
        toolbar={<Filters params={params} change={change} />}
      />
    </Page>
  )
}
