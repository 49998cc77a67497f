'use client'
// The queries of a pack: the table, and beside it (on a phone: over it) the one that is open. All edits
// go to the draft.
import { BookOpen, Plus } from 'lucide-react'
import {
  type ReactNode,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { PageActions } from '@/components/shell/page-actions'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/page-states'
import { Sheet } from '@/components/ui/sheet'
import type { DraftQuery } from '@/lib/client/pack-draft'
import { moveQueries, patchQueries, type QueryPatch } from '@/lib/client/pack-draft-queries'
import { useMedia } from '@/lib/client/use-media'
import { usePoll } from '@/lib/client/use-poll'
import type { PackDiff } from '@/lib/wire/pack-diff'
import { PackLatest } from '@/lib/wire/pack-hosts'
import { effectsOf } from './diff-words'
import { CopyDialog } from './draft-copy-dialog'
import { LibrarySheet } from './draft-library-sheet'
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
import type { PackEditor } from './use-pack-editor'
import { type GridActs, useQueryGrid } from './use-query-grid'

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
function useWords({ draft }: PackEditor, figures: PackQueriesProps['figures']) {
  const before = useMemo(() => queriesById(draft.base), [draft.base])
  const errors = useMemo(() => errorsByQuery(draft.errors), [draft.errors])
  const wordOf = useCallback(
    (query: DraftQuery): StateWord =>
      stateWord(query, before.get(query.id), errors.get(query.id) ?? [], figures.get(query.id)),
    [before, errors, figures],
  )
  return { errors, wordOf }
}

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

function Empty({
  noWrite,
  onAdd,
  onLibrary,
}: {
  noWrite: string | undefined
  onAdd: () => void
  onLibrary: () => void
}) {
  const add = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // After the page's name has had its focus: an empty pack wants its first query.
    const timer = setTimeout(() => add.current?.focus({ preventScroll: true }), 50)
    return () => clearTimeout(timer)
  }, [])
  return (
    <EmptyState
      title="No query in this pack yet"
      action={
        <>
          <Button ref={add} variant="primary" onClick={onAdd} disabledReason={noWrite}>
            <Plus aria-hidden /> Add a query
          </Button>
          <Button onClick={onLibrary} disabledReason={noWrite}>
            <BookOpen aria-hidden /> From the library
          </Button>
        </>
      }
    >
      Hosts that it reaches run nothing for it.
    </EmptyState>
  )
}

type BesideProps = {
  name: string
  wide: boolean
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
}

/** The open query beside the table, or over it where there is no room. */
function Beside({ name, wide, open, onOpenChange, children }: BesideProps) {
  if (wide)
    return (
      <section
        aria-label={`Query ${name}`}
        className="min-h-0 min-w-0 overflow-y-auto rounded-lg border border-line bg-surface p-4"
      >
        {children}
      </section>
    )
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title={<span className="mono">{name || 'Query'}</span>}
      className="max-sm:w-screen"
    >
      {children}
    </Sheet>
  )
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

type Choosing = { for: 'add' } | { for: 'replace'; id: number } | undefined

/** Choosing a saved query: as one more, or in place of a query's own SQL. */
function useLibraryChoice({ draft }: PackEditor, acts: GridActs) {
  const [choosing, choose] = useState<Choosing>()
  const held = useMemo(
    () => new Set(draft.content.queries.flatMap(({ query_id }) => query_id ?? [])),
    [draft.content.queries],
  )
  const sheet = (
    <LibrarySheet
      open={choosing !== undefined}
      onOpenChange={(open) => choose((old) => (open ? old : undefined))}
      verb={choosing?.for === 'replace' ? 'Use here' : 'Add'}
      held={held}
      onChoose={({ id, name, query, platform, description }) => {
        if (choosing?.for === 'replace') {
          const ids = new Set([choosing.id])
          draft.change((content) => patchQueries(content, ids, { query_id: id, query }))
          choose(undefined)
        } else acts.add({ name, query_id: id, query, platform, description })
      }}
    />
  )
  return {
    sheet,
    add: () => choose({ for: 'add' }),
    replace: (id: number) => choose({ for: 'replace', id }),
  }
}

/** Which query is open; on a phone none until it is chosen. */
function useOpenQuery(editor: PackEditor, shown: readonly DraftQuery[], wide: boolean) {
  const { openId, setOpenId, draft } = editor
  const held = draft.content.queries.find(({ id }) => id === openId)
  return { query: held ?? (wide ? shown[0] : undefined), picked: held !== undefined, setOpenId }
}

export function PackQueries({ editor, figures, noWrite, onSave }: PackQueriesProps) {
  const { draft, previews } = editor
  const { content, change } = draft
  const wide = useMedia('(min-width: 1024px)')
  const { filter, setFilter, shown } = useShown(content.queries)
  const { query, picked, setOpenId } = useOpenQuery(editor, shown, wide)
  const latest = useLatest(draft.pack.id)
  const { errors, wordOf } = useWords(editor, figures)
  const [copying, copy] = useState(false)
  const writable = noWrite === undefined
  const grid = useQueryGrid({
    ...{ shown, content, change, writable },
    openId: query?.id,
    onOpen: setOpenId,
    onEditSql: () => document.querySelector<HTMLElement>('.cm-content')?.focus(),
  })
  const { acts, selected } = grid
  const library = useLibraryChoice(editor, acts)
  const actions = useMemo(() => keyActions(acts, query?.id), [acts, query?.id])
  const onPatch = useCallback(
    (id: number, patch: QueryPatch, mark?: string) =>
      change((old) => patchQueries(old, new Set([id]), patch), mark),
    [change],
  )
  const shownLater = useDeferredValue(query)
  const inspected = shownLater?.id === query?.id ? query : shownLater
  const effects = useEffectsOf(draft.diff, inspected)
  const move = (id: number, over: number) =>
    change((old) => {
      const ids = selected.has(id) ? selected : new Set([id])
      const from = old.queries.findIndex((each) => each.id === id)
      const to = old.queries.findIndex((each) => each.id === over)
      return moveQueries(old, ids, to > from ? to + 1 : to)
    })
  const chosen = useMemo(
    () => content.queries.filter(({ id }) => selected.has(id)),
    [content.queries, selected],
  )
  return (
    <div className="grid h-full min-h-0 gap-4 lg:grid-cols-[minmax(0,6fr)_minmax(0,6fr)]">
      <PageActions actions={writable ? actions : none} />
      <section
        aria-label="All queries"
        className="flex min-h-0 min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-surface"
      >
        {chosen.length > 0 && writable ? (
          <BulkBar queries={chosen} acts={acts} onCopy={() => copy(true)} />
        ) : (
          <QueryToolbar
            filter={filter}
            onFilter={setFilter}
            shown={shown.length}
            total={content.queries.length}
            pending={editor.checks.pending}
            noWrite={noWrite}
            onAdd={() => acts.add()}
            onLibrary={library.add}
          />
        )}
        {content.queries.length === 0 ? (
          <Empty noWrite={noWrite} onAdd={() => acts.add()} onLibrary={library.add} />
        ) : shown.length === 0 ? (
          <EmptyState
            title={`The filter hides all ${content.queries.length} queries`}
            action={<Button onClick={() => setFilter('')}>Clear the filter</Button>}
          />
        ) : wide ? (
          <QueryTable
            grid={grid}
            shown={shown}
            total={content.queries.length}
            wordOf={wordOf}
            openId={query?.id}
            movable={writable && shown.length === content.queries.length}
            onMove={move}
          />
        ) : (
          <QueryCards
            shown={shown}
            wordOf={wordOf}
            selected={selected}
            onSelect={(id) => acts.select(id, false)}
            onOpen={setOpenId}
          />
        )}
        {wide && content.queries.length > 0 && <Keys />}
      </section>
      {inspected && (
        <Beside
          name={inspected.name}
          wide={wide}
          open={picked}
          onOpenChange={(open) => open || setOpenId(undefined)}
        >
          <QueryInspector
            key={inspected.id}
            pack={draft.pack}
            query={inspected}
            effects={effects}
            errors={errors.get(inspected.id) ?? []}
            preview={(previews.draft.answer ?? previews.base.answer)?.value}
            latest={latest.get(inspected.id)}
            readOnly={!writable}
            onPatch={onPatch}
            onShift={acts.shift}
            onRemove={acts.remove}
            onSave={onSave}
            onFromLibrary={library.replace}
            extension={editor.extensions.has(inspected.id)}
            onExtension={(on) => editor.setExtension(inspected.id, on)}
          />
        </Beside>
      )}
      {library.sheet}
      <CopyDialog open={copying} onOpenChange={copy} packId={draft.pack.id} queries={chosen} />
    </div>
  )
}

const none: readonly never[] = []

function Keys() {
  return (
    <p className="border-line border-t px-3 py-1.5 text-fg-subtle text-meta max-xl:hidden">
      <span className="mono">j k</span> move, <span className="mono">Enter</span> edit,{' '}
      <span className="mono">x</span> select, <span className="mono">n</span> add,{' '}
      <span className="mono">Alt ↑↓</span> reorder, <span className="mono">?</span> all keys
    </p>
  )
}
