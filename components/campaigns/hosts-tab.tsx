'use client'
// What became of each host of a campaign, filtered by state, name or message; who has not answered as a
// file, and asked again.
import { Download, RotateCw, X } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { Button } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import { pagedSource } from '@/components/ui/grid/paged-source'
import { SearchInput } from '@/components/ui/input'
import { EmptyState, ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { Select } from '@/components/ui/select'
import { type ApiFailure, api } from '@/lib/client/api'
import { formatCount, formatNoun } from '@/lib/client/format'
import { type ReadPage, usePages } from '@/lib/client/use-pages'
import { pickedParams, type UrlPatch, useUrlParams, withoutKeys } from '@/lib/client/use-url-params'
import {
  type Campaign,
  type CampaignHost,
  CampaignHostsReply,
  hostStates,
} from '@/lib/wire/campaigns'
import type { StatusFrame } from '@/lib/wire/frames'
import { againCount } from './act-words'
import { AgainDialog } from './again-dialog'
import { HostCard, hostColumns, type LaneFacts } from './host-columns'
import { usualSeconds } from './lane-words'
import { saveFile } from './share-menu'
import { useMovingRefresh } from './use-moving-refresh'
import { isOpen } from './words'

/** The keys of the address; the API calls the search `query`. */
const filterKeys = ['state', 'host', 'error', 'late']

const readHosts: ReadPage<CampaignHost> = async (key, { page, per_page }, signal) => {
  const [id = '', filters = ''] = key.split('\n')
  const params = new URLSearchParams(filters)
  const query = params.get('host')
  params.delete('host')
  if (query) params.set('query', query)
  params.set('page', String(page))
  params.set('per_page', String(per_page))
  const path = `/api/v1/fleet/campaigns/${id}/hosts?${params}`
  const { hosts, count } = await api(CampaignHostsReply, path, { signal })
  return { items: hosts, count }
}

const dueSeconds = 5

/** A host may check in and get nothing (paced, held, paused): its next time is known by reading again. */
function useDueRefresh(hosts: readonly CampaignHost[], open: boolean, refresh: () => void): void {
  const isDue = open && hosts.some(({ state, online }) => state === 'waiting' && online)
  useEffect(() => {
    if (!isDue) return
    const timer = setInterval(refresh, dueSeconds * 1000)
    return () => clearInterval(timer)
  }, [isDue, refresh])
}

type Address = {
  params: URLSearchParams
  change: (patch: UrlPatch, mode?: 'push' | 'replace') => void
}

const stateOptions = [
  { value: '', label: 'Any state' },
  ...hostStates.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
  { value: 'late', label: 'answered late' },
]

function ErrorChip({ params, change }: Address) {
  const error = params.get('error')
  if (!error) return null
  return (
    <span className="flex h-7 min-w-0 max-w-[40ch] items-center gap-1 rounded-sm bg-accent-soft ps-2 pointer-coarse:h-11">
      <span className="shrink-0 text-fg-muted">error:</span>
      <span className="mono truncate">{error}</span>
      <button
        type="button"
        aria-label={`Remove filter error: ${error}`}
        onClick={() => change({ error: undefined })}
        className="grid size-6 shrink-0 place-items-center rounded-sm text-fg-muted hover:text-fg pointer-coarse:size-11"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  )
}

function Filters({ params, change }: Address) {
  const late = params.get('late') === 'true'
  return (
    <>
      <SearchInput
        label="Search hosts"
        value={params.get('host') ?? ''}
        onChange={(host) => change({ host }, 'replace')}
        className="max-sm:w-full"
      />
      <Select
        label="State"
        options={stateOptions}
        value={late ? 'late' : (params.get('state') ?? '')}
        onChange={(next) =>
          change(
            next === 'late' ? { late: 'true', state: undefined } : { state: next, late: undefined },
          )
        }
        className="w-40"
      />
      <ErrorChip params={params} change={change} />
    </>
  )
}

type TabProps = {
  campaign: Campaign
  status: StatusFrame
  fill: boolean
  noAgain: string | undefined
}

function Acts({ campaign, status: { counts }, noAgain }: TabProps) {
  const [asking, setAsking] = useState(false)
  const again = againCount(counts)
  const silent = counts.targeted - counts.answered - counts.too_large
  if (silent === 0) return null
  return (
    <>
      <Button onClick={() => saveFile(`/api/v1/fleet/campaigns/${campaign.id}/unanswered.csv`)}>
        <Download aria-hidden /> {formatCount(silent)} not answered
      </Button>
      {again > 0 && (
        <>
          <Button disabledReason={noAgain} onClick={() => setAsking(true)}>
            <RotateCw aria-hidden /> Ask {again === 1 ? 'this 1' : `these ${formatCount(again)}`}{' '}
            again
          </Button>
          <AgainDialog campaign={campaign} counts={counts} open={asking} onOpenChange={setAsking} />
        </>
      )}
    </>
  )
}

function Unread({ failure, onRetry }: { failure: ApiFailure; onRetry: () => void }) {
  return (
    <ErrorState title="The hosts could not be read" requestId={failure.uuid} onRetry={onRetry}>
      {failure.message}
    </ErrorState>
  )
}

function Nobody({ params, change }: Address) {
  const set = [...pickedParams(params, filterKeys).keys()]
  return (
    <EmptyState
      title={
        set.length > 0
          ? `${formatNoun(set.length, 'filter hides', 'filters hide')} every host`
          : 'No host was asked'
      }
      action={
        set.length > 0 && (
          <Button onClick={() => change(withoutKeys(filterKeys))}>Show all hosts</Button>
        )
      }
    />
  )
}

export function HostsTab(props: TabProps) {
  const { campaign, status, fill } = props
  const [params, change] = useUrlParams()
  const key = `${campaign.id}\n${pickedParams(params, filterKeys)}`
  const pages = usePages(key, readHosts, { items: [], count: 0 })
  const { failure, refresh, readAt, items } = pages
  const usual = usualSeconds(items)
  const paused = status.status === 'paused'
  const facts: LaneFacts = useMemo(
    () => ({ askedAt: campaign.created_at, usual, paused }),
    [campaign.created_at, usual, paused],
  )
  const columns = useMemo(() => hostColumns(facts), [facts])
  useEffect(() => refresh(), [refresh])
  useMovingRefresh(JSON.stringify(status.counts), refresh)
  useDueRefresh(items, isOpen(status.status), refresh)
  if (readAt === undefined && !failure) {
    return <SkeletonRows rows={10} className="rounded-lg border border-line bg-surface" />
  }
  const address = { params, change }
  return (
    <DataGrid
      label={`Hosts of #${campaign.id}`}
      noun="host"
      density="compact"
      viewKey="campaign-hosts"
      columns={columns}
      rowKey={({ host }) => host.id}
      card={(host) => <HostCard host={host} facts={facts} />}
      source={pagedSource(pages)}
      toolbar={<Filters {...address} />}
      aside={<Acts {...props} />}
      empty={failure ? <Unread failure={failure} onRetry={refresh} /> : <Nobody {...address} />}
      {...(fill ? { fill } : {})}
    />
  )
}
