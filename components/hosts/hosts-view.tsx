'use client'
// The host list: the fleet as a sum that filters, search, filters in the address, columns, paging.
import { Monitor, Plus } from 'lucide-react'
import { type ComponentProps, useMemo } from 'react'
import { AddHosts, type AddHostsFacts } from '@/components/add-hosts/add-hosts'
import { ConflictCount } from '@/components/host-conflicts/conflict-count'
import { statusParts } from '@/components/overview/host-figures'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { Button } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import { pagedSource } from '@/components/ui/grid/paged-source'
import { orderKeys, urlOrder } from '@/components/ui/grid/url-order'
import { SearchInput } from '@/components/ui/input'
import { FilteredOut, ListFilters } from '@/components/ui/list-filters'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { StateBar } from '@/components/ui/state-bar'
import { AsOf } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { formatCount } from '@/lib/client/format'
import { listSeconds, type PageRead, type ReadPage, usePages } from '@/lib/client/use-pages'
import { usePoll } from '@/lib/client/use-poll'
import { pickedParams, type UrlPatch, useUrlParams } from '@/lib/client/use-url-params'
import { type Host, HostCounts, HostList } from '@/lib/wire/hosts'
import { ReadAtContext } from './check-in'
import { HostCard, hostColumns } from './host-columns'
import { type FilterNames, hostFilters } from './host-filters'

const filterKeys = [
  'query',
  'status',
  'platform',
  'label_id',
  'team_id',
  'config',
  'identity_conflict',
  'selected',
]

const readHosts: ReadPage<Host> = async (key, { page, per_page }, signal) => {
  const path = `/api/v1/fleet/hosts?${key}&page=${page}&per_page=${per_page}`
  const { hosts, count } = await api(HostList, path.replace('?&', '?'), { signal })
  return { items: hosts, count }
}

type HostsViewProps = {
  first: PageRead<Host>
  counts: HostCounts
  names: FilterNames
  addHosts: AddHostsFacts
}

function useHosts(first: PageRead<Host>, firstCounts: HostCounts) {
  const [params, change] = useUrlParams()
  const key = pickedParams(params, [...filterKeys, ...orderKeys]).toString()
  const pages = usePages(key, readHosts, first)
  const scope = pickedParams(
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
      <ConflictCount teamId={params.get('team_id')} />
    </div>
  )
}

type FilterProps = Omit<ComponentProps<typeof ListFilters>, 'title'>

function Empty({ filters, params, change }: FilterProps) {
  return (
    <FilteredOut noun="host" filters={filters} params={params} change={change}>
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
      </EmptyState>
    </FilteredOut>
  )
}

function Toolbar({ filters, params, change }: FilterProps) {
  return (
    <>
      <SearchInput
        label="Search hosts"
        placeholder="Name, UUID, serial, address"
        value={params.get('query') ?? ''}
        onChange={(query) => change({ query }, 'replace')}
        className="w-72 max-sm:w-full"
      />
      <ListFilters
        title="Filter hosts"
        keys="f"
        filters={filters}
        params={params}
        change={change}
      />
    </>
  )
}

type HostGridProps = {
  list: ReturnType<typeof useHosts>
  names: FilterNames
}

function HostGrid({ list, names }: HostGridProps) {
  const { params, change, pages } = list
  const { failure } = pages
  const shared = { filters: hostFilters(names, params.get('selected')), params, change }
  const order = urlOrder(list, hostColumns, { key: 'display_name', column: 'host' })
  return (
    <DataGrid
      label="Hosts"
      noun="host"
      fill
      columns={hostColumns}
      rowKey={(host) => host.id}
      viewKey="hosts"
      card={(host) => <HostCard host={host} />}
      source={pagedSource(pages, order)}
      empty={
        failure ? (
          <Pending poll={pages} failed="The hosts could not be read" />
        ) : (
          <Empty {...shared} />
        )
      }
      toolbar={<Toolbar {...shared} />}
    />
  )
}

export function HostsView({ first, counts: firstCounts, names, addHosts }: HostsViewProps) {
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
        <HostGrid list={list} names={names} />
      </ReadAtContext>
      <AddHosts
        facts={addHosts}
        open={params.get('add') === '1'}
        onOpenChange={(open) => change({ add: open ? '1' : undefined })}
      />
    </Page>
  )
}
