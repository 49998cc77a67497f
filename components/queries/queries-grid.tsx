'use client'
// The library itself: search and filters, or what can be done to the selection; rows or cards.
import { Library, Plus, Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { Button } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import { pagedSource } from '@/components/ui/grid/paged-source'
import { SelectionBar } from '@/components/ui/grid/selection-bar'
import { urlOrder } from '@/components/ui/grid/url-order'
import {
  type Selection,
  SelectionProvider,
  useSelectColumn,
  useSelection,
} from '@/components/ui/grid/use-selection'
import { SearchInput } from '@/components/ui/input'
import { FilteredOut, type ListFilter, ListFilters } from '@/components/ui/list-filters'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { formatNoun } from '@/lib/client/format'
import type { QuerySummary } from '@/lib/wire/queries'
import { type QueryActs, QueryActsContext } from './query-acts'
import { QueryCard, queryColumns } from './query-columns'
import type { QueryListState } from './use-query-list'

type QueriesGridProps = {
  list: QueryListState
  acts: QueryActs
  filters: readonly ListFilter[]
  noNew: string | undefined
  onNew: () => void
}

function Toolbar({ list: { params, change, pages }, filters }: QueriesGridProps) {
  return (
    <>
      <SearchInput
        label="Search queries"
        placeholder="Name, tag or SQL"
        value={params.get('query') ?? ''}
        onChange={(next) => change({ query: next }, 'replace')}
        className="max-sm:w-full"
      />
      <ListFilters title="Filter queries" filters={filters} params={params} change={change} />
      <span className="text-fg-muted tabular-nums">{formatNoun(pages.count, 'query')}</span>
    </>
  )
}

function Empty({ list: { params, change, pages }, filters, noNew, onNew }: QueriesGridProps) {
  if (pages.failure) return <Pending poll={pages} failed="The queries could not be read" />
  return (
    <FilteredOut noun="query" filters={filters} params={params} change={change}>
      <EmptyState
        icon={<Library aria-hidden />}
        title="The library is empty"
        action={
          <Button variant="primary" disabledReason={noNew} onClick={onNew}>
            <Plus aria-hidden /> New query
          </Button>
        }
      >
        A query kept here is written once, asked live by name, and scheduled in any number of packs.
      </EmptyState>
    </FilteredOut>
  )
}

type BarProps = QueriesGridProps & { selection: Selection<QuerySummary> }

function Bar({ list, acts, selection }: BarProps) {
  const noWrite = selection.rows.map(acts.noWrite).find((reason) => reason !== undefined)
  const notLoaded = selection.isAll && selection.rows.length < list.pages.count
  return (
    <SelectionBar
      selection={selection}
      total={list.pages.items.length}
      loaded={list.pages.items.length}
      noun="query"
    >
      <Button
        size="small"
        disabledReason={noWrite ?? (notLoaded ? 'Load them first' : undefined)}
        onClick={() => acts.remove(selection.rows)}
      >
        <Trash2 aria-hidden /> Delete
      </Button>
    </SelectionBar>
  )
}

export function QueriesGrid(props: QueriesGridProps) {
  const { list, acts } = props
  const { items, count } = list.pages
  const select = useSelectColumn<QuerySummary>()
  const columns = useMemo(() => queryColumns(select, acts.open), [select, acts.open])
  const selection = useSelection(items, count, list.listKey)
  const order = urlOrder(list, columns, { key: 'name', column: 'name' })
  return (
    <QueryActsContext value={acts}>
      <SelectionProvider selection={selection} items={items} noun="query">
        <DataGrid
          label="Queries"
          noun="query"
          fill
          columns={columns}
          rowKey={(query) => query.id}
          viewKey="queries"
          card={(query) => <QueryCard query={query} open={acts.open} />}
          onRowKey={selection.onRowKey}
          onOpen={acts.open}
          source={pagedSource(list.pages, order)}
          empty={<Empty {...props} />}
          toolbar={<Toolbar {...props} />}
          {...(selection.count > 0 ? { bar: <Bar {...props} selection={selection} /> } : {})}
        />
      </SelectionProvider>
    </QueryActsContext>
  )
}
