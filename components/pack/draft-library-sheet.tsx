'use client'
// Chooses a saved query for the pack: its SQL stays the library's, so that an edit there reaches here.
import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { SqlText } from '@/components/sql/sql-text'
import { Button } from '@/components/ui/button'
import { SearchInput } from '@/components/ui/input'
import { EmptyState, ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { Sheet } from '@/components/ui/sheet'
import { api } from '@/lib/client/api'
import { formatCount } from '@/lib/client/format'
import { useSettled } from '@/lib/client/use-settled'
import { QueryList, type SavedQuery } from '@/lib/wire/queries'

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

export function LibrarySheet(props: LibrarySheetProps) {
  const { open, onOpenChange, held, onChoose, verb } = props
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
        {found?.queries.length === 0 && (
          <EmptyState title={text ? 'No saved query of that name' : 'The library is empty'}>
            {!text && 'Save queries on the Queries page to use them in many packs.'}
          </EmptyState>
        )}
        <ul>
          {found?.queries.map((query) => (
            <Entry
              key={query.id}
              query={query}
              held={held.has(query.id)}
              verb={verb}
              onChoose={onChoose}
            />
          ))}
        </ul>
        {found && found.count > found.queries.length && (
          <p className="text-fg-subtle">
            The first {formatCount(found.queries.length)} of {formatCount(found.count)}. Search to
            see others.
          </p>
        )}
      </div>
    </Sheet>
  )
}
