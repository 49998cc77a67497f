'use client'
// The pack list itself: search and filters, or what can be done to the selection; rows or cards.
import { Power, PowerOff, Tags, Trash2 } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
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
import { Pending } from '@/components/ui/pending'
import { formatNoun } from '@/lib/client/format'
import type { PackSummary } from '@/lib/wire/pack-listing'
import type { BulkAction } from './bulk-words'
import { PackActsContext } from './pack-acts'
import { PackCard, packColumns } from './pack-columns'
import type { PackActing } from './use-pack-acts'
import type { Chosen } from './use-pack-bulk'
import { filterOf, type PackListState } from './use-pack-list'
import type { LabelNames } from './whom'

type PacksGridProps = {
  list: PackListState
  acting: PackActing
  filters: readonly ListFilter[]
  names: LabelNames
  /** Shown when there is no pack at all. */
  noPack: ReactNode
}

function Toolbar({ list: { params, change, pages }, filters }: PacksGridProps) {
  return (
    <>
      <SearchInput
        label="Search packs"
        placeholder="Name, tag, query or SQL"
        value={params.get('query') ?? ''}
        onChange={(next) => change({ query: next }, 'replace')}
        className="max-sm:w-full"
      />
      <ListFilters title="Filter packs" filters={filters} params={params} change={change} />
      <span className="text-fg-muted tabular-nums">{formatNoun(pages.count, 'pack')}</span>
    </>
  )
}

function Empty({ list: { params, change, pages }, filters, noPack }: PacksGridProps) {
  if (pages.failure) return <Pending poll={pages} failed="The packs could not be read" />
  return (
    <FilteredOut noun="pack" filters={filters} params={params} change={change}>
      {noPack}
    </FilteredOut>
  )
}

type BarProps = PacksGridProps & { selection: Selection<PackSummary> }

function chosenOf({ list, selection }: BarProps): Chosen {
  const { rows, isAll, count } = selection
  if (isAll) return { filter: filterOf(list.params), count }
  const [only] = rows
  const name = rows.length === 1 && only ? { name: only.name } : {}
  return { ids: rows.map(({ id }) => id), count, ...name }
}

function Bar(props: BarProps) {
  const { list, acting, selection } = props
  const { acts, setQuestion, setTagged } = acting
  const noWrite = selection.rows.map(acts.noWrite).find((reason) => reason !== undefined)
  const ask = (action: BulkAction) => setQuestion({ action, chosen: chosenOf(props) })
  return (
    <SelectionBar
      selection={selection}
      total={list.pages.count}
      loaded={list.pages.items.length}
      noun="pack"
    >
      <Button size="small" disabledReason={noWrite} onClick={() => ask('enable')}>
        <Power aria-hidden /> Switch on
      </Button>
      <Button size="small" disabledReason={noWrite} onClick={() => ask('disable')}>
        <PowerOff aria-hidden /> Switch off
      </Button>
      <Button size="small" disabledReason={noWrite} onClick={() => setTagged(chosenOf(props))}>
        <Tags aria-hidden /> Tags
      </Button>
      <Button size="small" disabledReason={noWrite} onClick={() => ask('delete')}>
        <Trash2 aria-hidden /> Delete
      </Button>
    </SelectionBar>
  )
}

export function PacksGrid(props: PacksGridProps) {
  const { list, acting, names } = props
  const { items, count } = list.pages
  const select = useSelectColumn<PackSummary>()
  const columns = useMemo(() => packColumns(names, select), [names, select])
  const selection = useSelection(items, count, list.listKey)
  const order = urlOrder(list, columns, { key: 'need', column: 'health' })
  return (
    <PackActsContext value={acting.acts}>
      <SelectionProvider selection={selection} items={items} noun="pack">
        <DataGrid
          label="Packs"
          noun="pack"
          fill
          columns={columns}
          rowKey={(pack) => pack.id}
          viewKey="packs"
          card={(pack) => <PackCard pack={pack} names={names} />}
          onRowKey={selection.onRowKey}
          source={pagedSource(list.pages, order)}
          empty={<Empty {...props} />}
          toolbar={<Toolbar {...props} />}
          {...(selection.count > 0 ? { bar: <Bar {...props} selection={selection} /> } : {})}
        />
      </SelectionProvider>
    </PackActsContext>
  )
}
