'use client'
// A list whose rows can be selected: search and filters above it, or what can be done to the selection;
// rows, or cards on a phone. What it shows lives in the address.
import { type ReactNode, useMemo } from 'react'
import { SearchInput } from '@/components/ui/input'
import { FilteredOut, type ListFilter, ListFilters } from '@/components/ui/list-filters'
import { Pending } from '@/components/ui/pending'
import { formatNoun, pluralOf } from '@/lib/client/format'
import type { Pages } from '@/lib/client/use-pages'
import type { UrlPatch } from '@/lib/client/use-url-params'
import { DataGrid } from './data-grid'
import type { GridColumn } from './grid-types'
import { pagedSource } from './paged-source'
import { SelectionBar } from './selection-bar'
import { urlOrder } from './url-order'
import { type Selection, SelectionProvider, useSelectColumn, useSelection } from './use-selection'

type Row = { id: number; name: string }

export type ListState<R> = {
  params: URLSearchParams
  change: (patch: UrlPatch, mode?: 'push' | 'replace') => void
  /** What the list is of: another key is another list, and its selection is gone. */
  listKey: string
  pages: Pages<R>
}

type Words = {
  /** "pack" */
  noun: string
  /** What the search looks in. */
  placeholder: string
}

export type ListGridProps<R extends Row> = Words & {
  list: ListState<R>
  filters: readonly ListFilter[]
  /** Given the column of boxes; keep its identity between draws. */
  columns: (select: GridColumn<R>) => readonly GridColumn<R>[]
  /** The order of an address that names none. */
  order: { key: string; column: string }
  card: (row: R) => ReactNode
  onOpen?: (row: R) => void
  /** Shown when there is nothing at all. */
  none: ReactNode
  /** What can be done to the selection. */
  acts: (selection: Selection<R>) => ReactNode
  /** More to choose with, after the filters. */
  tools?: ReactNode
  /** The key that opens the filters where it has one. */
  filterKeys?: string
  /** Whether the acts take rows that match but are not loaded. */
  actsOnAll: boolean
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

function Toolbar<R extends Row>(props: ListGridProps<R>) {
  const { list, filters, noun, placeholder, tools, filterKeys: keys } = props
  const plural = pluralOf(noun)
  const { params, change, pages } = list
  return (
    <>
      <SearchInput
        label={`Search ${plural}`}
        placeholder={placeholder}
        value={params.get('query') ?? ''}
        onChange={(next) => change({ query: next }, 'replace')}
        className="w-72 max-sm:w-full"
      />
      <ListFilters
        title={`Filter ${plural}`}
        filters={filters}
        params={params}
        change={change}
        {...(keys ? { keys } : {})}
      />
      {tools}
      <span className="text-fg-muted tabular-nums">{formatNoun(pages.count, noun)}</span>
    </>
  )
}

function Empty<R extends Row>({ list, filters, noun, none }: ListGridProps<R>) {
  const { params, change, pages } = list
  if (pages.failure)
    return <Pending poll={pages} failed={`The ${pluralOf(noun)} could not be read`} />
  return (
    <FilteredOut noun={noun} filters={filters} params={params} change={change}>
      {none}
    </FilteredOut>
  )
}

export function ListGrid<R extends Row>(props: ListGridProps<R>) {
  const { list, noun, columns: columnsOf, order, card, onOpen, acts, actsOnAll } = props
  const plural = pluralOf(noun)
  const { items, count } = list.pages
  const select = useSelectColumn<R>()
  const columns = useMemo(() => columnsOf(select), [columnsOf, select])
  const selection = useSelection(items, count, list.listKey)
  const bar = (
    <SelectionBar
      selection={selection}
      total={actsOnAll ? count : items.length}
      loaded={items.length}
      noun={noun}
    >
      {acts(selection)}
    </SelectionBar>
  )
  return (
    <SelectionProvider selection={selection} items={items} noun={noun}>
      <DataGrid
        label={capital(plural)}
        noun={noun}
        fill
        columns={columns}
        rowKey={(row) => row.id}
        viewKey={plural}
        card={card}
        onRowKey={selection.onRowKey}
        {...(onOpen ? { onOpen } : {})}
        source={pagedSource(list.pages, urlOrder(list, columns, order))}
        empty={<Empty {...props} />}
        toolbar={<Toolbar {...props} />}
        {...(selection.count > 0 ? { bar } : {})}
      />
    </SelectionProvider>
  )
}
