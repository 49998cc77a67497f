'use client'
// The one grid. Rows come from the server by cursor or from this browser; it sorts and filters only
// what it holds whole. Above 200 rows only what can be seen is in the document.
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { pluralOf } from '@/lib/client/format'
import { useMedia } from '@/lib/client/use-media'
import { cn } from '../cn'
import { LoadMore } from '../load-more'
import { TopLine } from '../page-states'
import { type ColumnLayout, useColumnLayout } from './column-layout'
import { GridCards } from './grid-cards'
import { GridTable } from './grid-table'
import { GridToolbar } from './grid-toolbar'
import type { GridColumn, GridSort, GridSource, OrderedSource } from './grid-types'
import type { Follow } from './use-follow'
import { useGridRows } from './use-grid-rows'

type DataGridProps<Row> = {
  /** Names the grid: "Hosts", "Rows of #58". */
  label: string
  /** Keep the array stable between renders. */
  columns: readonly GridColumn<Row>[]
  source: GridSource<Row>
  rowKey: (row: Row, position: number) => string | number
  /** One row in words: "host", "row". */
  noun?: string
  /** Shown when the source has no rows at all. */
  empty: ReactNode
  /** Enter or double click on a cell that is neither a link nor an agent's value. */
  onOpen?: (row: Row) => void
  /** Keys on a row that are not the grid's own: `x` to select. */
  onRowKey?: (event: KeyboardEvent, row: Row, position: number) => void
  /** What can be done with a row and a cell of it: on a right click, and in the inspector. */
  menu?: (row: Row, column: GridColumn<Row>) => ReactNode
  /** Given by a page whose rows hold nothing of their own: what drew one may draw another. */
  isSelected?: (row: Row) => boolean
  /** Takes the place of the toolbar while rows are selected. */
  bar?: ReactNode
  /** A row as a two-line card below 640 px; without it the grid stays a grid. */
  card?: (row: Row) => ReactNode
  /** Filters of the page, at the start of the toolbar. */
  toolbar?: ReactNode
  /** Buttons at the end of the toolbar: export, share. */
  aside?: ReactNode
  density?: 'comfortable' | 'compact'
  /** Keeps the columns picked under that name. */
  viewKey?: string
  /** In place of `viewKey`, of a page that itself needs to know what shows. */
  layout?: ColumnLayout<Row>
  /** A local stream that stays at its end until the reader scrolls, sorts, searches or selects. */
  follow?: Follow
  /** Fills the height of a flex parent instead of growing to 70 % of the window. */
  fill?: boolean
  className?: string
}

/** The rows as sorted and searched here, or as the server sends them. */
function useView<Row>(props: DataGridProps<Row>) {
  const { columns, source, noun = 'row' } = props
  const [ownSort, setOwnSort] = useState<GridSort>()
  const [filter, setFilter] = useState('')
  const local = source.mode === 'local'
  const sort = local ? ownSort : source.sort
  const rows = useGridRows(source.rows, columns, local ? sort : undefined, local ? filter : '')
  const hold = () => props.follow?.on && props.follow.onHold()
  const type = (text: string) => {
    hold()
    setFilter(text)
  }
  const order = (next: GridSort) => {
    hold()
    setOwnSort(next)
  }
  const search = local
    ? { value: filter, onChange: type, label: `Search ${pluralOf(noun)}` }
    : undefined
  return {
    rows,
    sort,
    search: source.mode === 'ordered' ? source.search : search,
    onSort: local ? order : source.onSort,
    /** Before the search. */
    total: source.mode === 'ordered' ? source.total : source.rows.length,
  }
}

type Pages = NonNullable<OrderedSource<unknown>['more']>

/** What there is beyond the rows that are loaded; undefined of a source that has all. */
function pagesOf<Row>(source: GridSource<Row>): Pages | undefined {
  if (source.mode === 'ordered') return source.more
  return source.mode === 'server' ? source : undefined
}

/** Scrolling to the end loads on. */
function nearEndOf<Row>(source: GridSource<Row>): (() => void) | undefined {
  const pages = pagesOf(source)
  return pages?.hasMore && !source.busy ? pages.onMore : undefined
}

type RowsProps<Row> = {
  grid: DataGridProps<Row>
  view: ReturnType<typeof useView<Row>>
  layout: ColumnLayout<Row>
}

/** How many rows the grid says it has, null when that is not known. */
function totalOf<Row>(source: GridSource<Row>, shown: number): number | null {
  if (source.mode === 'server') return source.total
  return source.mode === 'ordered' && source.more ? source.more.total : shown
}

/** As a table, or as cards on a phone when the page says how a card looks. */
function Rows<Row>({ grid, view, layout }: RowsProps<Row>) {
  const { label, source, rowKey, card, follow, onOpen, density = 'comfortable' } = grid
  const { rows, sort, onSort } = view
  const phone = useMedia('(max-width: 639px)')
  if (card && phone) return <GridCards label={label} rows={rows} rowKey={rowKey} card={card} />
  return (
    <GridTable
      label={label}
      columns={layout.shown}
      rows={rows}
      rowKey={rowKey}
      total={totalOf(source, rows.length)}
      busy={source.busy === true}
      sort={sort}
      onSort={onSort}
      follow={follow}
      sortable={(column) =>
        source.mode === 'server' ? column.orderKey !== undefined : !column.head
      }
      {...(grid.menu ? { menu: grid.menu } : {})}
      onNearEnd={nearEndOf(source)}
      isSelected={grid.isSelected}
      reuse={grid.isSelected !== undefined}
      twoKeys={source.mode === 'ordered'}
      layout={layout}
      {...(onOpen ? { onOpen } : {})}
      onRowKey={grid.onRowKey}
      density={density}
      {...(card ? { className: 'max-sm:hidden' } : {})}
    />
  )
}

export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { columns, source, noun = 'row', empty, toolbar, aside, className } = props
  const view = useView(props)
  const { rows, total } = view
  const own = useColumnLayout(columns, props.viewKey)
  const layout = props.layout ?? own
  return (
    <div
      className={cn('relative min-w-0', props.fill && 'flex min-h-0 flex-1 flex-col', className)}
    >
      {props.bar ?? (
        <GridToolbar
          layout={layout}
          search={view.search}
          shown={totalOf(source, rows.length) ?? rows.length}
          total={total}
          noun={noun}
          aside={aside}
          cards={props.card !== undefined}
        >
          {toolbar}
        </GridToolbar>
      )}
      <div
        className={cn(
          'relative flex min-h-0 flex-col overflow-hidden rounded-lg border border-line bg-surface',
          props.fill ? 'flex-1' : 'max-h-[70vh]',
        )}
      >
        <TopLine shown={source.busy === true && rows.length > 0} />
        {total === 0 && !source.busy && empty}
        {rows.length === 0 && total > 0 && !source.busy && (
          <NothingFound noun={noun} total={total} />
        )}
        {rows.length > 0 && <Rows grid={props} view={view} layout={layout} />}
        {rows.length > 0 && <More source={source} shown={rows.length} />}
      </div>
    </div>
  )
}

function More<Row>({ source, shown }: { source: GridSource<Row>; shown: number }) {
  const pages = pagesOf(source)
  if (!pages) return null
  const { total, hasMore, onMore, step } = pages
  const { busy = false } = source
  return <LoadMore {...{ shown, total, hasMore, busy, onMore }} {...(step ? { step } : {})} />
}

function NothingFound({ noun, total }: { noun: string; total: number }) {
  return (
    <p className="px-4 py-12 text-center text-fg-muted">
      The search hides all {total.toLocaleString('en-US')} {pluralOf(noun)}.
    </p>
  )
}
