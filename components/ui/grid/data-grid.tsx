'use client'
// The one grid. Rows come from the server by cursor or from this browser; it sorts and filters only
// what it holds whole. Above 200 rows only what can be seen is in the document.
import { type ReactNode, useState } from 'react'
import { pluralOf } from '@/lib/client/format'
import { useMedia } from '@/lib/client/use-media'
import { cn } from '../cn'
import { LoadMore } from '../load-more'
import { TopLine } from '../page-states'
import { GridCards } from './grid-cards'
import { usePickedColumns } from './grid-columns'
import { GridTable } from './grid-table'
import { GridToolbar } from './grid-toolbar'
import type { GridColumn, GridSort, GridSource } from './grid-types'
import type { Follow } from './use-follow'
import { useGridRows } from './use-grid-rows'

export type DataGridProps<Row> = {
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
  /** A row as a two-line card below 640 px; without it the grid stays a grid. */
  card?: (row: Row) => ReactNode
  /** Filters of the page, at the start of the toolbar. */
  toolbar?: ReactNode
  /** Buttons at the end of the toolbar: export, share. */
  aside?: ReactNode
  density?: 'comfortable' | 'compact'
  /** Keeps the columns picked under that name. */
  viewKey?: string
  /** A local stream that stays at its end until the reader scrolls, sorts, searches or selects. */
  follow?: Follow
  /** Fills the height of a flex parent instead of growing to 70 % of the window. */
  fill?: boolean
  className?: string
}

export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { label, columns, source, noun = 'row', empty, card, toolbar, aside, className } = props
  const [ownSort, setOwnSort] = useState<GridSort>()
  const [filter, setFilter] = useState('')
  const picked = usePickedColumns(columns, props.viewKey)
  const phone = useMedia('(max-width: 639px)')
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
  const filtered = rows.length === 0 && source.rows.length > 0
  return (
    <div
      className={cn('relative min-w-0', props.fill && 'flex min-h-0 flex-1 flex-col', className)}
    >
      <GridToolbar
        columns={columns}
        isShown={picked.isShown}
        onToggle={picked.toggle}
        search={search}
        shown={rows.length}
        total={source.rows.length}
        noun={noun}
        aside={aside}
      >
        {toolbar}
      </GridToolbar>
      <div
        className={cn(
          'relative flex min-h-0 flex-col overflow-hidden rounded-lg border border-line bg-surface',
          props.fill ? 'flex-1' : 'max-h-[70vh]',
        )}
      >
        <TopLine shown={source.busy === true && source.rows.length > 0} />
        {source.rows.length === 0 && !source.busy && empty}
        {filtered && <NothingFound noun={noun} total={source.rows.length} />}
        {card && phone && rows.length > 0 && (
          <GridCards label={label} rows={rows} rowKey={props.rowKey} card={card} />
        )}
        {rows.length > 0 && !(card && phone) && (
          <GridTable
            label={label}
            columns={picked.shown}
            rows={rows}
            rowKey={props.rowKey}
            total={local ? rows.length : source.total}
            busy={source.busy === true}
            sort={sort}
            onSort={local ? order : source.onSort}
            follow={props.follow}
            sortable={(column) => local || column.orderKey !== undefined}
            {...(props.onOpen ? { onOpen: props.onOpen } : {})}
            density={props.density ?? 'comfortable'}
            {...(card ? { className: 'max-sm:hidden' } : {})}
          />
        )}
        {!local && rows.length > 0 && (
          <LoadMore
            shown={rows.length}
            total={source.total}
            hasMore={source.hasMore}
            busy={source.busy}
            onMore={source.onMore}
          />
        )}
      </div>
    </div>
  )
}

function NothingFound({ noun, total }: { noun: string; total: number }) {
  return (
    <p className="px-4 py-12 text-center text-fg-muted">
      The search hides all {total.toLocaleString('en-US')} {pluralOf(noun)}.
    </p>
  )
}
