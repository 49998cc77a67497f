'use client'
// The host list: the fleet as a sum that filters, search, filters in the address, columns, paging.
import { Monitor, Plus } from 'lucide-react'
import { type ComponentProps, useMemo } from 'react'
import { statusParts } from '@/components/overview/host-figures'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { Button } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridSort } from '@/components/ui/grid/grid-types'
import { SearchInput } from '@/components/ui/input'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { StateBar } from '@/components/ui/state-bar'
import { AsOf } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { formatCount, formatNoun } from '@/lib/client/format'
import { listSeconds, type PageRead, type ReadPage, usePages } from '@/lib/client/use-pages'
import { usePoll } from '@/lib/client/use-poll'
import { type UrlPatch, useUrlParams } from '@/lib/client/use-url-params'
import { type Host, HostCounts, HostList } from '@/lib/wire/hosts'
import { AddHosts, type AgentsAddress, SimulateHint } from './add-hosts'
import { ReadAtContext } from './check-in'
import { HostCard, hostColumns } from './host-columns'
import { FilterChips, type FilterNames, FilterPanel, setFilters } from './host-filters'

const filterKeys = [
  'query',
  'status',
  'platform',
  'label_id',
  'team_id',
  'config',
  'identity_conflict',
]
const orderKeys = ['order_key', 'order_direction']

const picked = (params: URLSearchParams, keys: readonly string[]) =>
  new URLSearchParams(
    keys.flatMap((key) => {
      const value = params.get(key)
      return value ? [[key, value]] : []
    }),
  )

const readHosts: ReadPage<Host> = async (key, { page, per_page }, signal) => {
  const path = `/api/v1/fleet/hosts?${key}&page=${page}&per_page=${per_page}`
  const { hosts, count } = await api(HostList, path.replace('?&', '?'), { signal })
  return { items: hosts, count }
}

type HostsViewProps = {
  first: PageRead<Host>
  counts: HostCounts
  names: FilterNames
  address: AgentsAddress
}

function sortOf(params: URLSearchParams): GridSort {
  const key = params.get('order_key') ?? 'display_name'
  const column = hostColumns.find(({ orderKey }) => orderKey === key)
  return { id: column?.id ?? 'host', descending: params.get('order_direction') === 'desc' }
}

function useHosts(first: PageRead<Host>, firstCounts: HostCounts) {
  const [params, change] = useUrlParams()
  const key = picked(params, [...filterKeys, ...orderKeys]).toString()
  const pages = usePages(key, readHosts, first)
  const scope = picked(
    params,
    filterKeys.filter((name) => name !== 'status'),
  )
  const counts = usePoll(HostCounts, `/api/v1/fleet/hosts/count?${scope}`, listSeconds)
  return { params, change, pages, counts: counts.value ?? firstCounts }
}

function Summary(props: {
  counts: HostCounts
  params: URLSearchParams
  change: (patch: UrlPatch) => void
}) {
  const { counts, params, change } = props
  const status = params.get('status') ?? undefined
  return (
    <div className="mb-4 flex flex-wrap items-end gap-x-6 gap-y-2">
      <StateBar
        parts={statusParts(counts)}
        total={counts.count}
        noun="hosts"
        selected={status}
        onSelect={(next) => change({ status: next })}
        className="min-w-64 flex-1"
      />
      <Button
        size="small"
        variant="ghost"
        aria-pressed={status === 'new'}
        className="aria-pressed:bg-selected"
        onClick={() => change({ status: status === 'new' ? undefined : 'new' })}
      >
        {formatCount(counts.new)} of them new
      </Button>
    </div>
  )
}

function Empty(props: {
  names: FilterNames
  params: URLSearchParams
  change: (patch: UrlPatch) => void
  embedded: boolean
}) {
  const { names, params, change, embedded } = props
  const filters = setFilters(names, params).length + (params.has('query') ? 1 : 0)
  if (filters > 0) {
    const clear = Object.fromEntries(filterKeys.map((key) => [key, undefined]))
    return (
      <EmptyState
        title={`${formatNoun(filters, 'filter hides', 'filters hide')} every host`}
        action={<Button onClick={() => change(clear)}>Clear</Button>}
      >
        No host matches all of them together.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<Monitor aria-hidden />}
      title="No host has enrolled yet"
      action={
        <Button variant="primary" onClick={() => change({ add: '1' })}>
          <Plus aria-hidden /> Add hosts
        </Button>
      }
    >
      A host is any machine whose osqueryd was told to call this server.
      {embedded && <SimulateHint />}
    </EmptyState>
  )
}

function Toolbar({ names, params, change }: ComponentProps<typeof FilterPanel>) {
  return (
    <>
      <SearchInput
        label="Search hosts"
        placeholder="Name, UUID, serial, address"
        value={params.get('query') ?? ''}
        onChange={(query) => change({ query }, 'replace')}
        className="w-72 max-sm:w-full"
      />
      <FilterPanel names={names} params={params} change={change} />
      <FilterChips names={names} params={params} change={change} />
    </>
  )
}

type HostGridProps = {
  list: ReturnType<typeof useHosts>
  names: FilterNames
  embedded: boolean
}

function HostGrid({ list: { params, change, pages }, names, embedded }: HostGridProps) {
  const { items, count, busy, hasMore, more, failure } = pages
  const onSort = (next: GridSort) =>
    change({
      order_key: hostColumns.find(({ id }) => id === next.id)?.orderKey,
      order_direction: next.descending ? 'desc' : undefined,
    })
  return (
    <DataGrid
      label="Hosts"
      noun="host"
      fill
      columns={hostColumns}
      rowKey={(host) => host.id}
      viewKey="hosts"
      card={(host) => <HostCard host={host} />}
      source={{
        mode: 'server',
        rows: items,
        total: count,
        hasMore,
        busy,
        onMore: more,
        sort: sortOf(params),
        onSort,
      }}
      empty={
        failure ? (
          <Pending poll={pages} failed="The hosts could not be read" />
        ) : (
          <Empty names={names} params={params} change={change} embedded={embedded} />
        )
      }
      toolbar={<Toolbar names={names} params={params} change={change} />}
    />
  )
}

export function HostsView({ first, counts: firstCounts, names, address }: HostsViewProps) {
  const list = useHosts(first, firstCounts)
  const { params, change, pages, counts } = list
  const { readAt } = pages
  const actions = useMemo(
    () => [{ id: 'add-hosts', label: 'Add hosts', keys: 'n', run: () => change({ add: '1' }) }],
    [change],
  )
  return (
    <Page
      title="Hosts"
      fill
      note={readAt !== undefined && <AsOf at={readAt} />}
      actions={
        <Button variant="primary" onClick={() => change({ add: '1' })}>
          <Plus aria-hidden /> Add hosts
        </Button>
      }
    >
      <PageActions actions={actions} />
      <Summary counts={counts} params={params} change={change} />
      <ReadAtContext value={readAt}>
        <HostGrid list={list} names={names} embedded={address.embedded} />
      </ReadAtContext>
      <AddHosts
        address={address}
        open={params.get('add') === '1'}
        onOpenChange={(open) => change({ add: open ? '1' : undefined })}
      />
    </Page>
  )
}
