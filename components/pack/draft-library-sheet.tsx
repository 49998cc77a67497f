'use client'
// Chooses a saved query for the pack: its SQL stays the library's, so that an edit there reaches here.
import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { z } from 'zod'
import { SqlText } from '@/components/sql/sql-text'
import { Button } from '@/components/ui/button'
import { SearchInput } from '@/components/ui/input'
import { EmptyState, ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { Sheet } from '@/components/ui/sheet'
import { api } from '@/lib/client/api'
import { formatCount } from '@/lib/client/format'
import { patchQueries } from '@/lib/client/pack-draft-queries'
import { useSettled } from '@/lib/client/use-settled'
import { QueryList, type SavedQuery } from '@/lib/wire/queries'
import type { PackDraft } from './use-pack-draft'
import type { GridActs } from './use-query-grid'

type LibrarySheetProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** What choosing does: "Add" or "Use here". */
  verb: string
  /** Saved queries that the pack has already. */
  held: ReadonlySet<number>
  onChoose: (query: SavedQuery) => void
}

const shownMost = 100

function Entry({
  query,
  held,
  verb,
  onChoose,
}: { query: SavedQuery; held: boolean } & Pick<LibrarySheetProps, 'verb' | 'onChoose'>) {
  return (
    <li className="flex flex-col gap-1.5 border-line border-b py-3 last:border-b-0">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="mono break-words font-medium">{query.name}</p>
          {query.description && <p className="text-fg-muted">{query.description}</p>}
          {held && <p className="text-fg-subtle text-meta">In this pack already</p>}
        </div>
        <Button size="small" onClick={() => onChoose(query)} aria-label={`${verb} ${query.name}`}>
          <Plus aria-hidden /> {verb}
        </Button>
      </div>
      <div className="max-h-24 overflow-auto rounded-md bg-sunken px-2 py-1">
        <SqlText sql={query.query} />
      </div>
    </li>
  )
}

function useLibrary(open: boolean, text: string) {
  const asked = useMemo(() => (open ? { text: text.trim() } : undefined), [open, text])
  return useSettled(asked, 200, (about, signal) => {
    const query = new URLSearchParams({ query: about.text, per_page: String(shownMost) })
    return api(QueryList, `/api/v1/fleet/queries?${query}`, { signal })
  })
}

type FoundProps = Pick<LibrarySheetProps, 'held' | 'onChoose' | 'verb'> & {
  found: z.infer<typeof QueryList>
  searched: boolean
}

function Found({ found, held, verb, onChoose, searched }: FoundProps) {
  const { queries, count } = found
  if (queries.length === 0)
    return (
      <EmptyState title={searched ? 'No saved query of that name' : 'The library is empty'}>
        {!searched && 'Save queries on the Queries page to use them in many packs.'}
      </EmptyState>
    )
  return (
    <>
      <ul>
        {queries.map((query) => (
          <Entry
            key={query.id}
            query={query}
            held={held.has(query.id)}
            verb={verb}
            onChoose={onChoose}
          />
        ))}
      </ul>
      {count > queries.length && (
        <p className="text-fg-subtle">
          The first {formatCount(queries.length)} of {formatCount(count)}. Search to see others.
        </p>
      )}
    </>
  )
}

function LibrarySheet({ open, onOpenChange, ...rest }: LibrarySheetProps) {
  const [text, setText] = useState('')
  const { answer, failure } = useLibrary(open, text)
  const found = answer?.value
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="From the library">
      <div className="flex flex-col gap-2">
        <SearchInput
          label="Search saved queries"
          value={text}
          onChange={setText}
          className="w-full"
        />
        {failure && !found && (
          <ErrorState title="The library could not be read" requestId={failure.uuid}>
            {failure.message}
          </ErrorState>
        )}
        {!found && !failure && <SkeletonRows rows={5} />}
        {found && <Found found={found} searched={text.trim() !== ''} {...rest} />}
      </div>
    </Sheet>
  )
}

type Choosing = { for: 'add' } | { for: 'replace'; id: number } | undefined

/** Choosing a saved query: as one more, or in place of a query's own SQL. */
export function useLibraryChoice(draft: PackDraft, acts: GridActs) {
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
