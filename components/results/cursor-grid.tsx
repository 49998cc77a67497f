'use client'
// A grid over a list read by cursor: newest first, more at its end, what is new waits at its start.
import { ArrowUpToLine } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridColumn, ServerSource } from '@/components/ui/grid/grid-types'
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
  menu?: (row: T, column: GridColumn<T>) => ReactNode
  /** How many there are in all, when that is counted apart. */
  total?: number | undefined
  /** Buttons at the end of the toolbar. */
  aside?: ReactNode
}

/** The list as the grid reads it: newest first, its length unknown until its end was read. */
function sourceOf<T>(
  { items, has_more, busy, more }: CursorList<T>,
  total: number | undefined,
): ServerSource<T> {
  return {
    mode: 'server',
    rows: items,
    total: has_more ? (total ?? null) : items.length,
    hasMore: has_more,
    busy,
    onMore: more,
    sort: undefined,
    onSort: () => undefined,
  }
}

type FreshButtonProps = { fresh: CursorList<unknown>['fresh']; onPick: () => void }

function FreshButton({ fresh, onPick }: FreshButtonProps) {
  return (
    <Button onClick={onPick}>
      <ArrowUpToLine aria-hidden /> {fresh.at_least ? 'At least ' : ''}
      {formatCount(fresh.count)} new
    </Button>
  )
}

function Aside({ fresh, aside, onPick }: FreshButtonProps & { aside: ReactNode }) {
  return (
    <>
      {fresh.count > 0 && <FreshButton fresh={fresh} onPick={onPick} />}
      {aside}
    </>
  )
}

export function CursorGrid<T extends { id: number }>(props: CursorGridProps<T>) {
  const { label, noun, columns, list, toolbar, empty, card, onOpen, viewKey, menu, aside } = props
  const { failure, fresh, loaded, restart } = list
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
      {...(menu ? { menu } : {})}
      source={sourceOf(list, props.total)}
      toolbar={toolbar}
      aside={<Aside {...{ fresh, aside }} onPick={restart} />}
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
