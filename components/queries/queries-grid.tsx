'use client'
// The library itself, and what can be done to the selection.
import { Library, Plus, Trash2 } from 'lucide-react'
import { useCallback } from 'react'
import { Button } from '@/components/ui/button'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { ListGrid } from '@/components/ui/grid/list-grid'
import type { Selection } from '@/components/ui/grid/use-selection'
import type { ListFilter } from '@/components/ui/list-filters'
import { EmptyState } from '@/components/ui/page-states'
import type { QuerySummary } from '@/lib/wire/queries'
import { type QueryActs, QueryActsContext } from './query-acts'
import { QueryCard, queryColumns } from './query-columns'
import type { QueryListState } from './use-query-list'

type NewProps = { noNew: string | undefined; onNew: () => void }

function NoQuery({ noNew, onNew }: NewProps) {
  return (
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
  )
}

type ActsProps = { acts: QueryActs; total: number; selection: Selection<QuerySummary> }

function Acts({ acts, total, selection: { rows, isAll } }: ActsProps) {
  const noWrite = rows.map(acts.noWrite).find((reason) => reason !== undefined)
  const notLoaded = isAll && rows.length < total
  return (
    <Button
      size="small"
      disabledReason={noWrite ?? (notLoaded ? 'Load them first' : undefined)}
      onClick={() => acts.remove(rows)}
    >
      <Trash2 aria-hidden /> Delete
    </Button>
  )
}

type QueriesGridProps = NewProps & {
  list: QueryListState
  acts: QueryActs
  filters: readonly ListFilter[]
}

export function QueriesGrid({ list, acts, filters, noNew, onNew }: QueriesGridProps) {
  const columns = useCallback(
    (select: GridColumn<QuerySummary>) => queryColumns(select, acts.open),
    [acts.open],
  )
  return (
    <QueryActsContext value={acts}>
      <ListGrid
        noun="query"
        placeholder="Name, tag or SQL"
        list={list}
        filters={filters}
        columns={columns}
        order={{ key: 'name', column: 'name' }}
        card={(query) => <QueryCard query={query} open={acts.open} />}
        onOpen={acts.open}
        none={<NoQuery noNew={noNew} onNew={onNew} />}
        acts={(selection) => <Acts acts={acts} total={list.pages.count} selection={selection} />}
        actsOnAll={false}
      />
    </QueryActsContext>
  )
}
