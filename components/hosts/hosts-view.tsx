'use client'
// The host list: the fleet as a sum that filters, search, filters in the address, columns, paging.
import { Monitor, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { AddHosts, type AddHostsFacts } from '@/components/add-hosts/add-hosts'
import { ConflictCount } from '@/components/host-conflicts/conflict-count'
import { statusParts } from '@/components/overview/host-figures'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { Button } from '@/components/ui/button'
import { ListGrid } from '@/components/ui/grid/list-grid'
import { EmptyState } from '@/components/ui/page-states'
import { StateBar } from '@/components/ui/state-bar'
import { AsOf } from '@/components/ui/time'
import { formatCount } from '@/lib/client/format'
import type { PageRead } from '@/lib/client/use-pages'
import type { UrlPatch } from '@/lib/client/use-url-params'
import type { HostDeed } from '@/lib/wire/host-bulk'
import type { HostCounts } from '@/lib/wire/hosts'
import { ReadAtContext } from './check-in'
import { HostBulkActs, type ListRights } from './host-bulk-acts'
import { type BulkNames, HostBulkDialog } from './host-bulk-dialog'
import { HostCard, hostColumns } from './host-columns'
import { type FilterNames, hostFilters } from './host-filters'
import type { HostRow } from './host-rows'
import { HostViews } from './host-views'
import type { Chosen, Question } from './use-host-bulk'
import { type HostListState, useHostList } from './use-host-list'

type HostsViewProps = {
  first: PageRead<HostRow>
  counts: HostCounts
  names: FilterNames
  rights: ListRights
  addHosts: AddHostsFacts
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

function NoHost({ onAdd }: { onAdd: () => void }) {
  return (
    <EmptyState
      icon={<Monitor aria-hidden />}
      title="No host has enrolled yet"
      action={
        <Button variant="primary" onClick={onAdd}>
          <Plus aria-hidden /> Add hosts
        </Button>
      }
    >
      A host is any machine whose osqueryd was told to call this server.
    </EmptyState>
  )
}

type HostGridProps = Pick<HostsViewProps, 'names' | 'rights'> & { list: HostListState }

/** Labels by hand, and the teams that hosts may be moved to. */
function bulkNames({ names, rights }: HostGridProps): BulkNames {
  const teams = names.teams.filter(({ id }) => rights.writable.includes(id))
  const none = rights.writable.includes(null) ? [{ id: null, name: 'No team' }] : []
  return { labels: names.labels.filter(({ manual }) => manual), teams: [...teams, ...none] }
}

function HostGrid(props: HostGridProps) {
  const { list, names, rights } = props
  const { params, change, pages } = list
  const [question, setQuestion] = useState<Question>()
  const close = () => setQuestion(undefined)
  const ask = (action: HostDeed, chosen: Chosen) => setQuestion({ action, chosen })
  return (
    <>
      <ListGrid
        noun="host"
        placeholder="Name, UUID, serial, address"
        list={list}
        filters={hostFilters(names, params.get('selected'))}
        filterKeys="f"
        tools={<HostViews params={params} change={change} />}
        columns={hostColumns}
        order={{ key: 'display_name', column: 'host' }}
        card={(host) => <HostCard host={host} />}
        none={<NoHost onAdd={() => change({ add: '1' })} />}
        acts={(selection) => (
          <HostBulkActs selection={selection} params={params} rights={rights} ask={ask} />
        )}
        actsOnAll
      />
      <HostBulkDialog
        question={question}
        onQuestion={setQuestion}
        names={bulkNames(props)}
        onClose={close}
        onDone={() => {
          close()
          pages.refresh()
        }}
      />
    </>
  )
}

export function HostsView(props: HostsViewProps) {
  const { first, counts: firstCounts, names, rights, addHosts } = props
  const list = useHostList(first, firstCounts)
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
        <HostGrid list={list} names={names} rights={rights} />
      </ReadAtContext>
      <AddHosts
        facts={addHosts}
        open={params.get('add') === '1'}
        onOpenChange={(open) => change({ add: open ? '1' : undefined })}
      />
    </Page>
  )
}
