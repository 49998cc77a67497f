'use client'
// Stands where the toolbar was while rows are selected: how many, what can be done to them, the way to
// all that match, and out.
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatCount, formatNoun } from '@/lib/client/format'
import { Button } from '../button'
import type { Selection } from './use-selection'

type SelectionBarProps<R extends { id: number; name: string }> = {
  selection: Selection<R>
  /** How many rows match in all, and how many of them are loaded. */
  total: number
  loaded: number
  noun: string
  children: ReactNode
}

export function SelectionBar<R extends { id: number; name: string }>(props: SelectionBarProps<R>) {
  const { selection, total, loaded, noun, children } = props
  const { count, isAll, rows, takeAll, clear } = selection
  const offersAll = !isAll && rows.length === loaded && total > loaded
  return (
    <section
      aria-label={`Selected: ${formatNoun(count, noun)}`}
      className="mb-3 flex min-h-(--control) flex-wrap items-center gap-2 rounded-md bg-selected px-3 py-px max-sm:py-2"
    >
      <span className="font-medium tabular-nums">
        {isAll ? `All ${formatCount(total)} that match` : `${formatNoun(count, noun)} selected`}
      </span>
      {offersAll && (
        <Button size="small" variant="ghost" onClick={takeAll}>
          All {formatCount(total)} that match
        </Button>
      )}
      <div className="ms-auto flex flex-wrap items-center gap-2">
        {children}
        <Button size="small" variant="ghost" onClick={clear} aria-keyshortcuts="Escape">
          <X aria-hidden /> Clear
        </Button>
      </div>
    </section>
  )
}
