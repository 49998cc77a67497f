'use client'
// Rows as they arrive, from the columnar store or beyond its size from the server: sorted, filtered,
// selected, exported.
import { ArrowDownToLine, Pause, Radio, X } from 'lucide-react'
import { type ReactNode, useCallback, useEffect } from 'react'
import { Button } from '@/components/ui/button'
import { useColumnLayout } from '@/components/ui/grid/column-layout'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridColumn, OrderedSource } from '@/components/ui/grid/grid-types'
import { EmptyState } from '@/components/ui/page-states'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { LiveRow } from '@/lib/client/live-rows'
import type { LiveCampaign } from '@/lib/client/use-campaign'
import { hostNameColumn, type RowFilter } from '@/lib/wire/campaign-rows'
import type { Campaign } from '@/lib/wire/campaigns'
import type { StatusFrame } from '@/lib/wire/frames'
import { columnOfId, gridSortOf, rowSortOf, useRowColumns } from './row-columns'
import { RowFilters } from './row-filters'
import { RowMenu } from './row-menu'
import { RowSelectionProvider, useRowSelection } from './row-selection'
import { RowsExport } from './rows-export'
import { RowsNote } from './rows-note'
import { type HeldRows, useHeldRows } from './use-held-rows'
import { paramsOf, useRowWish } from './use-row-wish'
import { useShownRows } from './use-shown-rows'
import { isOpen } from './words'

function Following({ rows, open }: { rows: HeldRows; open: boolean }) {
  if (rows.waiting > 0) {
    return (
      <Button onClick={rows.takeIn}>
        <ArrowDownToLine aria-hidden /> {formatCount(rows.waiting)} new
      </Button>
    )
  }
  if (!open) return null
  return rows.following ? (
    <Button aria-pressed onClick={rows.hold} className="border-accent text-accent-fg">
      <Radio aria-hidden /> Following
    </Button>
  ) : (
    <Button aria-pressed={false} onClick={rows.follow}>
      <Pause aria-hidden /> Follow
    </Button>
  )
}

function NoRows({ status, wait }: { status: StatusFrame; wait: string | undefined }) {
  const { counts } = status
  if (isOpen(status.status)) {
    return (
      <EmptyState title={counts.answered > 0 ? 'Answered, no row found yet' : 'No answer yet'}>
        {wait ?? 'The hosts have the query and are running it.'}
      </EmptyState>
    )
  }
  if (counts.answered > 0) {
    return (
      <EmptyState title="No row was found">
        {formatNoun(counts.answered, 'host')} answered that nothing matches.
      </EmptyState>
    )
  }
  return (
    <EmptyState title="No host answered">
      The Hosts tab says what became of each of {formatNoun(counts.targeted, 'host')}.
    </EmptyState>
  )
}

type RowsTabProps = {
  campaign: Campaign
  live: LiveCampaign
  status: StatusFrame
  wait: string | undefined
  fill: boolean
}

/** Everything that the tab shows and does, from the stream down to the selected rows. */
function useRowsTab({ campaign, live, status }: RowsTabProps) {
  const { id, query_id } = campaign
  const held = useHeldRows(live.rows, isOpen(campaign.status))
  const { hold, takeIn, waiting } = held
  const isOver = live.connection.state === 'ended'
  // Nothing new can come any more: what waits was only still being read.
  useEffect(() => {
    if (isOver && waiting > 0) takeIn()
  }, [isOver, waiting, takeIn])
  const choice = useRowWish()
  const shown = useShownRows(id, held.shown, choice.wish, status.counts)
  const columns = useRowColumns(shown.columns)
  const layout = useColumnLayout(columns, `rows.${query_id ?? 'sql'}`)
  const listKey = `${shown.isServer} ${paramsOf(choice)}`
  const selection = useRowSelection(shown.rows, listKey, hold)
  const change = useCallback<typeof choice.change>(
    (patch, mode) => {
      hold()
      choice.change(patch, mode)
    },
    [hold, choice],
  )
  return { held, choice, shown, columns, layout, selection, change }
}

type Tab = ReturnType<typeof useRowsTab>

function Aside({
  tab,
  campaign,
  status,
}: { tab: Tab } & Pick<RowsTabProps, 'campaign' | 'status'>) {
  const { held, shown, layout, selection, choice } = tab
  const visible = layout.shown.flatMap(({ id, agent }) => (agent ? (columnOfId(id) ?? []) : []))
  const rows = function* () {
    for (let at = 0; at < shown.rows.length; at += 1) {
      const row = shown.rows.at(at)
      if (row) yield row
    }
  }
  const isHere = !shown.isServer || !shown.more?.hasMore
  const given = {
    ...{ campaign, counts: status.counts, columns: shown.columns, visible, wish: choice.wish },
    shown: { count: shown.count, rows, isHere },
    selected: { count: selection.count, rows: selection.rows },
  }
  return (
    <>
      <Following rows={held} open={isOpen(status.status)} />
      <RowsExport given={given} />
    </>
  )
}

/** Takes the place of the toolbar while rows are selected. */
function SelectedBar({ tab, aside }: { tab: Tab; aside: ReactNode }) {
  const { count, clear } = tab.selection
  return (
    <section
      aria-label={`Selected: ${formatNoun(count, 'row')}`}
      className="mb-3 flex min-h-(--control) flex-wrap items-center gap-2 rounded-md bg-selected px-3 py-px max-sm:py-2"
    >
      <span className="font-medium tabular-nums">{formatNoun(count, 'row')} selected</span>
      <div className="ms-auto flex flex-wrap items-center gap-2">
        {aside}
        <Button size="small" variant="ghost" onClick={clear} aria-keyshortcuts="Escape">
          <X aria-hidden /> Clear
        </Button>
      </div>
    </section>
  )
}

function sourceOf({ shown, choice, change }: Tab): OrderedSource<LiveRow> {
  const { rows, total, busy, more } = shown
  return {
    ...{ mode: 'ordered', rows, total, busy, more },
    sort: gridSortOf(choice.sort),
    onSort: (sort) => change({ sort: rowSortOf(sort) }),
    search: {
      value: choice.search,
      onChange: (search) => change({ search }, 'replace'),
      label: 'Search rows',
    },
  }
}

export function RowsTab(props: RowsTabProps) {
  const { campaign, status, wait, fill } = props
  const tab = useRowsTab(props)
  const { held, choice, shown, columns, selection, change } = tab
  const addFilter = (filter: RowFilter) => change({ filters: [...choice.filters, filter] })
  const menu = (row: LiveRow, { id }: GridColumn<LiveRow>) => (
    <RowMenu row={row} column={columnOfId(id)} columns={shown.columns} onFilter={addFilter} />
  )
  const aside = <Aside tab={tab} campaign={campaign} status={status} />
  return (
    <RowSelectionProvider value={selection}>
      <RowsNote view={held.shown} shown={shown} counts={status.counts} />
      <DataGrid
        label={`Rows of #${campaign.id}`}
        noun="row"
        density="compact"
        columns={columns}
        layout={tab.layout}
        source={sourceOf(tab)}
        rowKey={({ index }) => index}
        follow={{ on: held.following, onHold: held.hold }}
        menu={menu}
        onRowKey={selection.onRowKey}
        isSelected={selection.has}
        toolbar={
          <RowFilters
            columns={[hostNameColumn, ...shown.columns]}
            filters={choice.filters}
            passed={shown.passed}
            onChange={(filters) => change({ filters })}
          />
        }
        aside={aside}
        {...(selection.count > 0 ? { bar: <SelectedBar tab={tab} aside={aside} /> } : {})}
        empty={<NoRows status={status} wait={wait} />}
        {...(fill ? { fill } : {})}
      />
    </RowSelectionProvider>
  )
}
