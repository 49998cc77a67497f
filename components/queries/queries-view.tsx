'use client'
// The library: do we have a query for that, who uses it, and what did it last bring?
import { Plus } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { Button } from '@/components/ui/button'
import { Kbd } from '@/components/ui/kbd'
import { AsOf } from '@/components/ui/time'
import type { PageRead } from '@/lib/client/use-pages'
import type { QuerySummary } from '@/lib/wire/queries'
import { QueriesGrid } from './queries-grid'
import { QueryDeleteDialog } from './query-delete-dialog'
import { QuerySheet } from './query-sheet'
import { type QueryListState, queryFilters, useQueryActs, useQueryList } from './use-query-list'

type QueriesViewProps = {
  first: PageRead<QuerySummary>
  tags: readonly string[]
  teams: readonly { id: number; name: string }[]
  /** The teams whose queries the viewer may change; null is the whole fleet's. */
  writable: readonly (number | null)[]
}

function usePageKeys(change: QueryListState['change'], noNew: string | undefined) {
  return useMemo(
    () => [
      ...(noNew
        ? []
        : [{ id: 'new', label: 'New query', keys: 'n', run: () => change({ id: 'new' }) }]),
      {
        id: 'recent',
        label: 'Queries by last change',
        run: () => change({ order_key: 'updated_at', order_direction: 'desc' }),
      },
    ],
    [change, noNew],
  )
}

/** What follows a save and a deletion. */
function useAfter(
  { change, pages }: QueryListState,
  close: () => void,
  setLeaving: (queries: QuerySummary[]) => void,
) {
  const onSaved = (query: QuerySummary) => {
    pages.refresh()
    change({ id: String(query.id) }, 'replace')
  }
  const onDeleted = () => {
    setLeaving([])
    close()
    pages.refresh()
  }
  return { onSaved, onDeleted }
}

export function QueriesView({ first, tags, teams, writable }: QueriesViewProps) {
  const list = useQueryList(first)
  const { params, change, pages } = list
  const { acts, leaving, setLeaving } = useQueryActs(list, writable)
  const filters = useMemo(() => queryFilters({ tags, teams }), [tags, teams])
  const noNew = writable.length === 0 ? 'Needs the maintainer role' : undefined
  const onNew = useCallback(() => change({ id: 'new' }), [change])
  const close = useCallback(() => change({ id: undefined, tab: undefined }), [change])
  const id = params.get('id')
  const { onSaved, onDeleted } = useAfter(list, close, setLeaving)
  return (
    <Page
      title="Queries"
      fill
      note={pages.readAt !== undefined && <AsOf at={pages.readAt} />}
      actions={
        <Button variant="primary" onClick={onNew} disabledReason={noNew} aria-keyshortcuts="n">
          <Plus aria-hidden /> New query <Kbd keys="n" className="max-sm:hidden" />
        </Button>
      }
    >
      <PageActions actions={usePageKeys(change, noNew)} />
      <QueriesGrid list={list} acts={acts} filters={filters} noNew={noNew} onNew={onNew} />
      <QuerySheet
        id={id}
        name={pages.items.find((query) => String(query.id) === id)?.name}
        onClose={close}
        {...{ acts, tags, teams, writable, onSaved }}
      />
      {leaving.length > 0 && (
        <QueryDeleteDialog queries={leaving} onClose={() => setLeaving([])} onDone={onDeleted} />
      )}
    </Page>
  )
}
