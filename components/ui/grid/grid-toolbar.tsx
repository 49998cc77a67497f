'use client'
// Above the grid: the page's own filters, the search, how many rows, and which columns.
import type { ReactNode } from 'react'
import { formatNoun } from '@/lib/client/format'
import { cn } from '../cn'
import { SearchInput } from '../input'
import type { ColumnLayout } from './column-layout'
import { ColumnPicker } from './column-picker'

type GridToolbarProps<Row> = {
  children?: ReactNode
  aside?: ReactNode
  layout: ColumnLayout<Row>
  /** Given for a local source: what is typed and how to change it. */
  search?: { value: string; onChange: (value: string) => void; label: string } | undefined
  shown: number
  total: number
  noun: string
  /** On a phone rows are cards, which have no columns to choose. */
  cards: boolean
}

export function GridToolbar<Row>(props: GridToolbarProps<Row>) {
  const { children, aside, layout, search, shown, total, noun } = props
  const { cards } = props
  const mayChoose = layout.all.length > 1
  const empty = !search && !children && !aside
  return (
    <div
      className={cn('flex flex-wrap items-center gap-2 pb-3', cards && empty && 'max-sm:hidden')}
    >
      {search && <SearchInput {...search} className="max-sm:w-full" />}
      {children}
      <div className="ms-auto flex items-center gap-2">
        {search && (
          <span className="text-fg-muted tabular-nums">
            {shown === total
              ? formatNoun(total, noun)
              : `${shown.toLocaleString('en-US')} of ${formatNoun(total, noun)}`}
          </span>
        )}
        {aside}
        {mayChoose && (
          <span className={cards ? 'contents max-sm:hidden' : 'contents'}>
            <ColumnPicker layout={layout} />
          </span>
        )}
      </div>
    </div>
  )
}
