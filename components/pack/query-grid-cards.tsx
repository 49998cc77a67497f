'use client'
// The queries of a pack on a phone: cards of two lines; everything is edited in the sheet that opens.
import { modeWord } from '@/components/packs/query-words'
import { cn } from '@/components/ui/cn'
import type { DraftQuery } from '@/lib/client/pack-draft'
import { PlatformLetters, StateMark } from './query-grid-row'
import type { StateWord } from './query-grid-state'
import { intervalText } from './query-grid-words'

type QueryCardsProps = {
  shown: readonly DraftQuery[]
  wordOf: (query: DraftQuery) => StateWord
  selected: ReadonlySet<number>
  onSelect: (id: number) => void
  onOpen: (id: number) => void
}

type CardProps = { query: DraftQuery; word: StateWord; onOpen: () => void }

function QueryCard({ query, word, onOpen }: CardProps) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex min-h-14 min-w-0 flex-1 flex-col justify-center py-1.5 pe-4 text-start -outline-offset-2"
    >
      <span className="flex w-full items-center gap-2">
        <span
          className={cn(
            'mono min-w-0 flex-1 truncate font-medium',
            query.disabled && 'text-fg-muted line-through',
          )}
        >
          {query.name || '(no name)'}
        </span>
        <StateMark word={word} />
      </span>
      <span className="flex gap-3 text-fg-muted text-meta">
        <span>every {intervalText(query.interval)}</span>
        <span>{modeWord(query)}</span>
        <PlatformLetters platform={query.platform} />
      </span>
    </button>
  )
}

export function QueryCards({ shown, wordOf, selected, onSelect, onOpen }: QueryCardsProps) {
  return (
    <ul aria-label="Queries" className="min-h-0 flex-1 overflow-y-auto">
      {shown.map((query) => (
        <li
          key={query.id}
          className={cn(
            'flex items-center border-line border-b [contain-intrinsic-size:auto_56px] [content-visibility:auto]',
            selected.has(query.id) && 'bg-selected',
          )}
        >
          <label className="grid size-11 shrink-0 cursor-pointer place-items-center">
            <input
              type="checkbox"
              aria-label={`Select ${query.name}`}
              checked={selected.has(query.id)}
              onChange={() => onSelect(query.id)}
              className="size-4 accent-ink"
            />
          </label>
          <QueryCard query={query} word={wordOf(query)} onOpen={() => onOpen(query.id)} />
        </li>
      ))}
    </ul>
  )
}
