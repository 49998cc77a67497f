'use client'
import { useEffect, useRef } from 'react'
import { StateBadge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import { AgentValue } from '@/components/ui/grid/grid-cell'
import type { GridColumn } from '@/components/ui/grid/grid-types'
// What became of each host: state, times, rows, cost, error, and when one that waits is expected.
import { pagedSource } from '@/components/ui/grid/paged-source'
import { HostChip } from '@/components/ui/host-chip'
import { SearchInput } from '@/components/ui/input'
import { EmptyState, ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { Select } from '@/components/ui/select'
import { Time } from '@/components/ui/time'
import { type ApiFailure, api } from '@/lib/client/api'
import { formatCount, formatDuration, formatNoun } from '@/lib/client/format'
import { useNow } from '@/lib/client/use-clock'
import { type ReadPage, usePages } from '@/lib/client/use-pages'
import { type UrlPatch, useUrlParams } from '@/lib/client/use-url-params'
import { type CampaignHost, CampaignHostsReply, hostStates } from '@/lib/wire/campaigns'
import type { StatusFrame } from '@/lib/wire/frames'

/** The least time between two readings while the campaign moves. */
const paceMs = 3_000

const readHosts: ReadPage<CampaignHost> = async (key, { page, per_page }, signal) => {
  const [id = '', state = '', query = ''] = key.split('\n')
  const params = new URLSearchParams({ page: String(page), per_page: String(per_page) })
  if (state) params.set('state', state)
  if (query) params.set('query', query)
  const path = `/api/v1/fleet/campaigns/${id}/hosts?${params}`
  const { hosts, count } = await api(CampaignHostsReply, path, { signal })
  return { items: hosts, count }
}

/** When a host that waits is expected: counted down from its own rhythm. */
function NextCheckIn({ host }: { host: CampaignHost }) {
  const now = useNow()
  if (host.state === 'sent') {
    const since = host.sent_at ? (now - Date.parse(host.sent_at)) / 1000 : 0
    return <span className="text-info-fg">running for {formatDuration(since)}</span>
  }
  if (host.state !== 'waiting') return <span className="text-fg-subtle">-</span>
  if (!host.online) return <span className="text-offline-fg">offline</span>
  if (!host.next_due) return <span className="text-fg-subtle">not known yet</span>
  const gap = Date.parse(host.next_due) - now
  if (gap < -1000)
    return <span className="text-warn-fg">late by {formatDuration(-gap / 1000)}</span>
  return (
    <span className="text-waiting-fg">
      {gap < 1000 ? 'due now' : `in ${formatDuration(gap / 1000)}`}
    </span>
  )
}

/** The agent's own time for the query, in words. */
function costOf({ stats }: CampaignHost): string {
  const ms = stats?.wall_time_ms
  return ms === undefined ? '-' : `${formatCount(ms)} ms`
}

function errorOf({ error, late }: CampaignHost): string {
  return [error, late ? 'answered late' : ''].filter(Boolean).join(', ')
}

const columns: readonly GridColumn<CampaignHost>[] = [
  {
    id: 'host',
    label: 'Host',
    width: 190,
    value: ({ host }) => host.display_name || host.hostname,
    href: ({ host }) => `/hosts/${host.id}`,
    draw: ({ host, online }) => (
      <HostChip
        name={host.display_name || host.hostname}
        status={online ? 'online' : 'offline'}
        platform={host.platform}
      />
    ),
  },
  {
    id: 'state',
    label: 'State',
    width: 116,
    value: ({ state }) => state,
    draw: ({ state }) => <StateBadge state={state} />,
  },
  {
    id: 'sent_at',
    label: 'Sent',
    width: 100,
    value: ({ sent_at }) => sent_at,
    draw: ({ sent_at }) => <Time at={sent_at} />,
  },
  {
    id: 'finished_at',
    label: 'Finished',
    width: 100,
    value: ({ finished_at }) => finished_at,
    draw: ({ finished_at }) => <Time at={finished_at} />,
  },
  { id: 'rows', label: 'Rows', width: 72, numeric: true, value: ({ rows }) => rows },
  { id: 'cost', label: 'Agent time', width: 96, numeric: true, value: costOf },
  {
    id: 'next',
    label: 'Next check-in',
    width: 130,
    value: ({ next_due }) => next_due,
    draw: (host) => <NextCheckIn host={host} />,
  },
  {
    id: 'error',
    label: 'Error',
    width: 220,
    grow: true,
    value: errorOf,
    draw: (host) => (errorOf(host) === '' ? '-' : <AgentValue value={errorOf(host)} />),
  },
]

function HostCard({ host }: { host: CampaignHost }) {
  return (
    <div className="flex flex-col gap-1">
      <div className="flex min-w-0 items-center justify-between gap-2">
        <HostChip
          name={host.host.display_name || host.host.hostname}
          status={host.online ? 'online' : 'offline'}
          platform={host.host.platform}
          href={`/hosts/${host.host.id}`}
        />
        <StateBadge state={host.state} className="shrink-0" />
      </div>
      <p className="text-fg-muted text-meta tabular-nums">
        {host.state === 'waiting' || host.state === 'sent' ? (
          <NextCheckIn host={host} />
        ) : (
          `${formatNoun(host.rows, 'row')}, ${costOf(host)}`
        )}
        {host.error && <span className="mono block break-all">{host.error}</span>}
      </p>
    </div>
  )
}

/** Reads again when the counts moved, no more than once in three seconds. */
function useMovingRefresh(moved: string, refresh: () => void): void {
  const last = useRef(moved)
  const readMs = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    if (last.current === moved) return
    const wait = Math.max(0, readMs.current + paceMs - performance.now())
    const timer = setTimeout(() => {
      last.current = moved
      readMs.current = performance.now()
      refresh()
    }, wait)
    return () => clearTimeout(timer)
  }, [moved, refresh])
}

const anyState = { value: '', label: 'Any state' }
const stateOptions = [
  anyState,
  ...hostStates.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
]

type Change = (patch: UrlPatch, mode?: 'push' | 'replace') => void

function Filters({ state, query, change }: { state: string; query: string; change: Change }) {
  return (
    <>
      <SearchInput
        label="Search hosts"
        value={query}
        onChange={(host) => change({ host }, 'replace')}
        className="max-sm:w-full"
      />
      <Select
        label="State"
        options={stateOptions}
        value={state}
        onChange={(next) => change({ state: next })}
        className="w-36"
      />
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

function Nobody({ filtered, change }: { filtered: boolean; change: Change }) {
  return (
    <EmptyState
      title={filtered ? 'No host is in this state or has this name' : 'No host was asked'}
      action={
        filtered && (
          <Button onClick={() => change({ state: undefined, host: undefined })}>
            Show all hosts
          </Button>
        )
      }
    />
  )
}

type HostsTabProps = { id: number; status: StatusFrame; fill: boolean }

export function HostsTab({ id, status, fill }: HostsTabProps) {
  const [params, change] = useUrlParams()
  const state = params.get('state') ?? ''
  const query = params.get('host') ?? ''
  const pages = usePages([id, state, query].join('\n'), readHosts, { items: [], count: 0 })
  const { failure, refresh, readAt } = pages
  useEffect(() => refresh(), [refresh])
  useMovingRefresh(JSON.stringify(status.counts), refresh)
  const filtered = state !== '' || query !== ''
  if (readAt === undefined && !failure) {
    return <SkeletonRows rows={10} className="rounded-lg border border-line bg-surface" />
  }
  return (
    <DataGrid
      label={`Hosts of #${id}`}
      noun="host"
      density="compact"
      viewKey="campaign-hosts"
      columns={columns}
      rowKey={({ host }) => host.id}
      card={(host) => <HostCard host={host} />}
      source={pagedSource(pages)}
      toolbar={<Filters state={state} query={query} change={change} />}
      empty={
        failure ? (
          <Unread failure={failure} onRetry={refresh} />
        ) : (
          <Nobody filtered={filtered} change={change} />
        )
      }
      {...(fill ? { fill } : {})}
    />
  )
}
