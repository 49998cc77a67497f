'use client'
// Which groups do I have, who is in them, who relies on them?
import { Plus, Tags } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { Button } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import { pagedSource } from '@/components/ui/grid/paged-source'
import { urlOrder } from '@/components/ui/grid/url-order'
import { SearchInput } from '@/components/ui/input'
import { Kbd } from '@/components/ui/kbd'
import { FilteredOut, ListFilters } from '@/components/ui/list-filters'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { AsOf } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import type { PageRead } from '@/lib/client/use-pages'
import type { Label } from '@/lib/wire/labels'
import { LabelActsContext, LabelCard, labelColumns } from './label-columns'
import { LabelDeleteDialog } from './label-delete-dialog'
import { LabelSheet } from './label-sheet'
import { type LabelListState, labelFilters, useLabelList } from './use-label-list'

type LabelsViewProps = {
  first: PageRead<Label>
  /** Why the viewer may not change labels, if they may not. */
  noWrite: string | undefined
  /** Why they may not ask hosts SQL of their own. */
  noAsk: string | undefined
}

function Toolbar({ list: { params, change, pages } }: { list: LabelListState }) {
  return (
    <>
      <SearchInput
        label="Search labels"
        placeholder="Name or description"
        value={params.get('query') ?? ''}
        onChange={(query) => change({ query }, 'replace')}
        className="max-sm:w-full"
      />
      <ListFilters title="Filter labels" filters={labelFilters} params={params} change={change} />
      <span className="text-fg-muted tabular-nums">{formatNoun(pages.count, 'label')}</span>
    </>
  )
}

function Empty({ list: { params, change, pages } }: { list: LabelListState }) {
  if (pages.failure) return <Pending poll={pages} failed="The labels could not be read" />
  return (
    <FilteredOut noun="label" filters={labelFilters} params={params} change={change}>
      <EmptyState icon={<Tags aria-hidden />} title="There is no label" />
    </FilteredOut>
  )
}

function useActs(list: LabelListState, noWrite: string | undefined) {
  const [leaving, setLeaving] = useState<Label>()
  const { change } = list
  const acts = useMemo(
    () => ({
      open: ({ id }: Label) => change({ id: String(id), tab: undefined }),
      remove: setLeaving,
      noWrite,
    }),
    [change, noWrite],
  )
  const actions = useMemo(
    () =>
      noWrite
        ? []
        : [{ id: 'new-label', label: 'New label', keys: 'n', run: () => change({ id: 'new' }) }],
    [change, noWrite],
  )
  const close = () => change({ id: undefined, tab: undefined })
  const onDeleted = () => {
    setLeaving(undefined)
    close()
    list.pages.refresh()
  }
  return { leaving, setLeaving, acts, actions, close, onDeleted }
}

function LabelGrid({ list, open }: { list: LabelListState; open: (label: Label) => void }) {
  return (
    <DataGrid
      label="Labels"
      noun="label"
      fill
      columns={labelColumns}
      rowKey={(label) => label.id}
      viewKey="labels"
      card={(label) => <LabelCard label={label} />}
      onOpen={open}
      source={pagedSource(
        list.pages,
        urlOrder(list, labelColumns, { key: 'name', column: 'name' }),
      )}
      empty={<Empty list={list} />}
      toolbar={<Toolbar list={list} />}
    />
  )
}

function NewLabel({ noWrite, onNew }: { noWrite: string | undefined; onNew: () => void }) {
  return (
    <Button variant="primary" onClick={onNew} disabledReason={noWrite} aria-keyshortcuts="n">
      <Plus aria-hidden /> New label <Kbd keys="n" className="max-sm:hidden" />
    </Button>
  )
}

export function LabelsView({ first, noWrite, noAsk }: LabelsViewProps) {
  const list = useLabelList(first)
  const { params, change, pages } = list
  const { leaving, setLeaving, acts, actions, close, onDeleted } = useActs(list, noWrite)
  const id = params.get('id')
  return (
    <Page
      title="Labels"
      fill
      note={pages.readAt !== undefined && <AsOf at={pages.readAt} />}
      actions={<NewLabel noWrite={noWrite} onNew={() => change({ id: 'new' })} />}
    >
      <PageActions actions={actions} />
      <LabelActsContext value={acts}>
        <LabelGrid list={list} open={acts.open} />
        <LabelSheet
          id={id}
          name={pages.items.find((label) => String(label.id) === id)?.name}
          {...{ noWrite, noAsk }}
          onClose={close}
          onSaved={(saved) => {
            pages.refresh()
            change({ id: String(saved) }, 'replace')
          }}
        />
      </LabelActsContext>
      {leaving && (
        <LabelDeleteDialog
          label={leaving}
          onClose={() => setLeaving(undefined)}
          onDone={onDeleted}
        />
      )}
    </Page>
  )
}
