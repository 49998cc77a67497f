'use client'
// The queries of a pack: the table, and beside it (on a phone: over it) the one that is open. All edits
// go to the draft.
import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import { PageActions } from '@/components/shell/page-actions'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/page-states'
import type { DraftQuery } from '@/lib/client/pack-draft'
import { moveQueries, patchQueries, type QueryPatch } from '@/lib/client/pack-draft-queries'
import { useMedia } from '@/lib/client/use-media'
import { usePoll } from '@/lib/client/use-poll'
import type { PackDiff } from '@/lib/wire/pack-diff'
import { PackLatest } from '@/lib/wire/pack-hosts'
import { effectsOf } from './diff-words'
import { CopyDialog } from './draft-copy-dialog'
import { useLibraryChoice } from './draft-library-sheet'
import { BulkBar, QueryToolbar } from './query-grid-bulk'
import { QueryCards } from './query-grid-cards'
import {
  errorsByQuery,
  type QueryFigures,
  queriesById,
  type StateWord,
  stateWord,
} from './query-grid-state'
import { QueryTable } from './query-grid-table'
import { QueryInspector } from './query-inspector'
import { Beside, EmptyPack, KeysLine } from './query-panels'
import type { PackEditor } from './use-pack-editor'
import { type GridActs, useQueryGrid } from './use-query-grid'
import { useSqlFocus, useSqlWish } from './use-sql-focus'

type PackQueriesProps = {
  editor: PackEditor
  /** Denylisted and failing hosts by query, where they are known. */
  figures: ReadonlyMap<number, QueryFigures>
  noWrite: string | undefined
  onSave: () => void
}

function useShown(queries: readonly DraftQuery[]) {
  const [filter, setFilter] = useState('')
  const text = useDeferredValue(filter.trim().toLowerCase())
  const shown = useMemo(
    () =>
      text === ''
        ? queries
        : queries.filter(({ name, query, description }) =>
            `${name}\n${query}\n${description}`.toLowerCase().includes(text),
          ),
    [queries, text],
  )
  return { filter, setFilter, shown }
}

/** The word of each query; the same function as long as nothing it reads has changed. */
function useWords({ draft, checks, extensions }: PackEditor, figures: PackQueriesProps['figures']) {
  const before = useMemo(() => queriesById(draft.base), [draft.base])
  const errors = useMemo(() => errorsByQuery(draft.errors), [draft.errors])
  const wordOf = useCallback(
    (query: DraftQuery): StateWord =>
      stateWord(query, before.get(query.id), {
        errors: errors.get(query.id) ?? [],
        figures: figures.get(query.id),
        report: extensions.has(query.id) ? undefined : checks.reportOf(query),
      }),
    [before, errors, figures, extensions, checks],
  )
  return { errors, wordOf }
}

const none: readonly never[] = []

const press = (run: () => void) => run

function keyActions(acts: GridActs, openId: number | undefined) {
  const selectOpen = (extend: boolean) => openId !== undefined && acts.select(openId, extend)
  return [
    { id: 'query-add', label: 'Add query', keys: 'n', run: press(() => acts.add()) },
    { id: 'query-edit', label: 'Edit the open query in the table', keys: 'e', run: acts.edit },
    { id: 'query-next', label: 'Next query', keys: 'j', run: press(() => acts.move(1)) },
    { id: 'query-previous', label: 'Previous query', keys: 'k', run: press(() => acts.move(-1)) },
    { id: 'query-select', label: 'Select the query', keys: 'x', run: () => void selectOpen(false) },
    { id: 'query-range', label: 'Select up to here', keys: 'X', run: () => void selectOpen(true) },
    { id: 'query-all', label: 'Select all queries', run: acts.selectAll },
    { id: 'query-duplicate', label: 'Duplicate the query', run: acts.duplicate },
    { id: 'query-up', label: 'Move the query up', run: press(() => acts.shift(-1)) },
    { id: 'query-down', label: 'Move the query down', run: press(() => acts.shift(1)) },
    { id: 'query-remove', label: 'Delete the query', run: acts.remove },
  ]
}

function useLatest(packId: number) {
  const { value } = usePoll(PackLatest, `/api/v1/fleet/packs/${packId}/latest`, 30)
  return useMemo(
    () => new Map(value?.queries.map((entry) => [entry.pack_query_id, entry])),
    [value],
  )
}

/** Which query is open; on a phone none until it is chosen. */
function useOpenQuery(editor: PackEditor, shown: readonly DraftQuery[], wide: boolean) {
  const { openId, setOpenId, draft } = editor
  const held = draft.content.queries.find(({ id }) => id === openId)
  return { query: held ?? (wide ? shown[0] : undefined), picked: held !== undefined, setOpenId }
}

/** What the edits of one query do on agents; of a new one there is nothing to compare. */
function useEffectsOf(diff: PackDiff, query: DraftQuery | undefined): readonly string[] {
  return useMemo(() => {
    const id = query?.id
    const changed = diff.queries.changed.find((change) => change.id === id)
    if (!changed) return []
    const one = { ...diff, fields: [], targets: [], reordered: false }
    const queries = { added: [], removed: [], changed: [changed] }
    return effectsOf({ ...one, queries }).map(({ text }) => text)
  }, [diff, query?.id])
}

function useChosen(queries: readonly DraftQuery[], selected: ReadonlySet<number>) {
  return useMemo(() => queries.filter(({ id }) => selected.has(id)), [queries, selected])
}

/** Everything about the table: its rows, its keys, what is open and what a drop means. */
function usePackQueries({ editor, figures, noWrite }: PackQueriesProps) {
  const { content, change } = editor.draft
  const wide = useMedia('(min-width: 1024px)')
  const filter = useShown(content.queries)
  const { query, picked, setOpenId } = useOpenQuery(editor, filter.shown, wide)
  const { errors, wordOf } = useWords(editor, figures)
  const sql = useSqlWish()
  const writable = noWrite === undefined
  const grid = useQueryGrid({
    ...{ shown: filter.shown, content, change, writable },
    openId: query?.id,
    onOpen: setOpenId,
    onEditSql: () => sql.want(query?.id),
  })
  const { selected } = grid
  const move = (id: number, over: number) =>
    change((old) => {
      const ids = selected.has(id) ? selected : new Set([id])
      const from = old.queries.findIndex((each) => each.id === id)
      const to = old.queries.findIndex((each) => each.id === over)
      return moveQueries(old, ids, to > from ? to + 1 : to)
    })
  const chosen = useChosen(content.queries, selected)
  const open = { query, picked, setOpenId, sql }
  return { ...open, wide, filter, errors, wordOf, writable, grid, move, chosen }
}

type Held = ReturnType<typeof usePackQueries>
type PartProps = PackQueriesProps & { held: Held; onLibrary: () => void }

function List({ editor, held, noWrite, onLibrary }: PartProps) {
  const { filter, grid, query, wordOf, writable } = held
  const total = editor.draft.content.queries.length
  const { shown } = filter
  const { acts } = grid
  if (total === 0)
    return <EmptyPack noWrite={noWrite} onAdd={() => acts.add()} onLibrary={onLibrary} />
  if (shown.length === 0)
    return (
      <EmptyState
        title={`The filter hides all ${total} queries`}
        action={<Button onClick={() => filter.setFilter('')}>Clear the filter</Button>}
      />
    )
  if (held.wide)
    return (
      <QueryTable
        grid={grid}
        shown={shown}
        total={total}
        wordOf={wordOf}
        openId={query?.id}
        movable={writable && shown.length === total}
        onMove={held.move}
      />
    )
  return (
    <QueryCards
      shown={shown}
      wordOf={wordOf}
      selected={grid.selected}
      onSelect={(id) => acts.select(id, false)}
      onOpen={held.setOpenId}
    />
  )
}

function Top({ editor, held, noWrite, onLibrary, onCopy }: PartProps & { onCopy: () => void }) {
  const { chosen, writable, filter, grid } = held
  if (chosen.length > 0 && writable)
    return <BulkBar queries={chosen} acts={grid.acts} onCopy={onCopy} />
  return (
    <QueryToolbar
      filter={filter.filter}
      onFilter={filter.setFilter}
      shown={filter.shown.length}
      total={editor.draft.content.queries.length}
      pending={editor.checks.pending}
      noWrite={noWrite}
      onAdd={() => grid.acts.add()}
      onLibrary={onLibrary}
    />
  )
}

type OpenProps = PackQueriesProps & { held: Held; onFromLibrary: (id: number) => void }

/** Another query is drawn when the page has time for it; letters of the one that is open at once. */
function useLater(query: DraftQuery | undefined, queries: readonly DraftQuery[]) {
  const id = useDeferredValue(query?.id)
  return id === query?.id ? query : queries.find((each) => each.id === id)
}

function usePatch({ change }: PackEditor['draft']) {
  return useCallback(
    (id: number, patch: QueryPatch, mark?: string) =>
      change((old) => patchQueries(old, new Set([id]), patch), mark),
    [change],
  )
}

function Open({ editor, held, onSave, onFromLibrary }: OpenProps) {
  const { draft, previews, extensions } = editor
  const { query, errors, grid, writable } = held
  const shown = useLater(query, draft.content.queries)
  useSqlFocus(held.sql, shown?.id)
  const latest = useLatest(draft.pack.id)
  const effects = useEffectsOf(draft.diff, shown)
  const onPatch = usePatch(draft)
  if (!shown) return null
  return (
    <Beside
      name={shown.name}
      wide={held.wide}
      open={held.picked}
      onOpenChange={(open) => open || held.setOpenId(undefined)}
    >
      <QueryInspector
        key={shown.id}
        pack={draft.pack}
        query={shown}
        effects={effects}
        errors={errors.get(shown.id) ?? []}
        preview={(previews.draft.answer ?? previews.base.answer)?.value}
        latest={latest.get(shown.id)}
        readOnly={!writable}
        onPatch={onPatch}
        onShift={grid.acts.shift}
        onRemove={grid.acts.remove}
        onSave={onSave}
        onFromLibrary={onFromLibrary}
        extension={extensions.has(shown.id)}
        onExtension={(on) => editor.setExtension(shown.id, on)}
      />
    </Beside>
  )
}

export function PackQueries(props: PackQueriesProps) {
  const { draft } = props.editor
  const held = usePackQueries(props)
  const { acts } = held.grid
  const library = useLibraryChoice(draft, acts)
  const [copying, copy] = useState(false)
  const openId = held.query?.id
  const actions = useMemo(() => keyActions(acts, openId), [acts, openId])
  return (
    <div className="grid h-full min-h-0 gap-4 lg:grid-cols-2">
      <PageActions actions={held.writable ? actions : none} />
      <section
        aria-label="All queries"
        className="flex min-h-0 min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-surface"
      >
        <Top {...props} held={held} onLibrary={library.add} onCopy={() => copy(true)} />
        <List {...props} held={held} onLibrary={library.add} />
        {held.wide && draft.content.queries.length > 0 && <KeysLine />}
      </section>
      <Open {...props} held={held} onFromLibrary={library.replace} />
      {library.sheet}
      <CopyDialog open={copying} onOpenChange={copy} packId={draft.pack.id} queries={held.chosen} />
    </div>
  )
}
