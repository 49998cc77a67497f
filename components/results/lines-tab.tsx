'use client'
// Result lines, newest first and in no other order: facets beside them, how many over time above them.
import { type ReactNode, useCallback } from 'react'
import { RowMenu } from '@/components/campaigns/row-menu'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { api } from '@/lib/client/api'
import { pageSize, type ReadCursor, useCursor } from '@/lib/client/use-cursor'
import { useMedia } from '@/lib/client/use-media'
import type { RowFilter } from '@/lib/wire/campaign-rows'
import { type Result, ResultsReply } from '@/lib/wire/results'
import { Counted } from './counted'
import { CursorGrid } from './cursor-grid'
import { type ExplorerFacts, ExplorerFrame } from './explorer-frame'
import { ExportMenu } from './export-menu'
import { LineCard, useLineColumns } from './line-columns'
import { NoLines } from './no-lines'
import { ReadingStrip } from './reading-strip'
import { useNamedHost } from './result-filters'
import { ResultInspector } from './result-inspector'
import { columnFilters, columnPatch, rowText } from './result-url'
import { columnNames, knownColumns, menuRow } from './result-words'
import { type Counts, useCounts } from './use-counts'
import { type Explorer, useExplorer } from './use-explorer'
import { useOpenedLine } from './use-opened-line'

const readLines: ReadCursor<Result> = async (key, cursor, signal) => {
  const query = new URLSearchParams(key)
  if (cursor) query.set('cursor', cursor)
  query.set('limit', String(pageSize))
  const reply = await api(ResultsReply, `/api/v1/fleet/results?${query}`, { signal })
  const { results: items, next_cursor, read_to, read_until } = reply
  const isCut = next_cursor !== null && items.length < pageSize
  return { items, next_cursor, ...(isCut ? { read_to, read_until } : {}) }
}

const buckets = { wide: 90, phone: 40 }

type Menu = (line: Result, column: GridColumn<Result>) => ReactNode

/** Right click on a cell: filter by what it says, copy its row. */
function useRowMenu({ params, change }: Explorer): Menu {
  return useCallback(
    (line, column) => {
      const filter = (next: RowFilter) =>
        change(columnPatch(params, [...columnFilters(params), next]))
      const name = column.agent ? column.label : undefined
      return (
        <RowMenu
          row={menuRow(line)}
          column={name}
          columns={knownColumns([line])}
          onFilter={filter}
        />
      )
    },
    [params, change],
  )
}

const countOf = ({ histogram }: Counts) =>
  histogram.value && !histogram.loading
    ? { value: histogram.value.lines, at_least: histogram.value.at_least }
    : undefined

function useLines({ names, since }: ExplorerFacts) {
  const explorer = useExplorer(since)
  const { params, change, key } = explorer
  const isPhone = useMedia('(max-width: 639px)')
  const list = useCursor(key, readLines, undefined)
  const counts = useCounts(key, isPhone ? buckets.phone : buckets.wide)
  const named = useNamedHost({ names, params })
  const open = useCallback(
    ({ id, received_at, host }: Result) =>
      change({ row: rowText({ id, at: Date.parse(received_at), host: host.id }) }),
    [change],
  )
  const columns = useLineColumns(list.items, params.has('query'), open)
  return { explorer, list, counts, named, open, columns }
}

export function LinesTab({ facts }: { facts: ExplorerFacts }) {
  const { names, keptDays } = facts
  const lines = useLines(facts)
  const { explorer, list, counts, named, open } = lines
  const { params, change, key } = explorer
  const menu = useRowMenu(explorer)
  const opened = useOpenedLine(params, list.items)
  const count = countOf(counts)
  const columns = params.has('query') ? columnNames(list.items) : []
  return (
    <ExplorerFrame {...{ explorer, names, named, counts }} columns={knownColumns(list.items)}>
      <Counted counts={counts} change={change} />
      <ReadingStrip list={list} noun="line" to={params.get('to')} />
      <CursorGrid
        label="Result lines"
        noun="line"
        columns={lines.columns}
        list={list}
        total={count && !count.at_least ? count.value : undefined}
        menu={menu}
        aside={<ExportMenu of={{ key, lines: count, columns, sample: list.items }} />}
        onOpen={open}
        card={(line) => <LineCard line={line} onOpen={() => open(line)} />}
        toolbar={<span className="text-fg-muted max-sm:hidden">Newest first</span>}
        empty={<NoLines params={params} change={change} keptDays={keptDays} />}
      />
      <ResultInspector
        {...opened}
        open={params.has('row')}
        onClose={() => change({ row: undefined })}
      />
    </ExplorerFrame>
  )
}
