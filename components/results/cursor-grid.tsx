'use client'
// A grid over a list read by cursor: newest first, more at its end, what is new waits at its start.
import { ArrowUpToLine } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { formatCount } from '@/lib/client/format'
import type { CursorList } from '@/lib/client/use-cursor'

type CursorGridProps<T> = {
  label: string
  noun: string
  columns: readonly GridColumn<T>[]
  list: CursorList<T>
  toolbar: ReactNode
  empty: ReactNode
  card: (row: T) => ReactNode
  onOpen?: (row: T) => void
  viewKey?: string
}

export function CursorGrid<T extends { id: number }>(props: CursorGridProps<T>) {
  const { label, noun, columns, list, toolbar, empty, card, onOpen, viewKey } = props
  const { items, has_more, busy, failure, fresh, loaded, more, restart } = list
  if (!loaded && !failure) {
    return <SkeletonRows rows={12} className="rounded-lg border border-line bg-surface" />
  }
  return (
    <DataGrid
      label={label}
      noun={noun}
      density="compact"
      fill
      columns={columns}
      rowKey={({ id }) => id}
      card={card}
      {...(onOpen ? { onOpen } : {})}
      {...(viewKey ? { viewKey } : {})}
      source={{
        mode: 'server',
        rows: items,
        total: has_more ? null : items.length,
        hasMore: has_more,
        busy,
        onMore: more,
        sort: undefined,
        onSort: () => undefined,
      }}
      toolbar={toolbar}
      aside={
        fresh.count > 0 && (
          <Button onClick={restart}>
            <ArrowUpToLine aria-hidden /> {fresh.at_least ? 'At least ' : ''}
            {formatCount(fresh.count)} new
          </Button>
        )
      }
      empty={
        failure ? (
          <ErrorState title="This could not be read" requestId={failure.uuid} onRetry={restart}>
            {failure.message}
          </ErrorState>
        ) : (
          empty
        )
      }
    />
  )
}
