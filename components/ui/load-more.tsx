'use client'
// The foot of a list read by cursor: how much is shown, and the next hundred by keyboard.
import { formatCount } from '@/lib/client/format'
import { Button } from './button'

type LoadMoreProps = {
  shown: number
  /** Null while the whole is not known. */
  total: number | null
  hasMore: boolean
  busy?: boolean
  step?: number
  onMore: () => void
}

export function LoadMore({ shown, total, hasMore, busy, step = 100, onMore }: LoadMoreProps) {
  if (shown === 0) return null
  const of = total === null ? '' : ` of ${formatCount(total)}`
  return (
    <div className="flex min-h-11 shrink-0 items-center justify-between gap-4 border-line border-t px-3 text-fg-muted">
      <span className="tabular-nums">
        {shown === 1 ? 'Row 1' : `Rows 1 to ${formatCount(shown)}`}
        {of}
      </span>
      {hasMore && (
        <Button size="small" busy={busy} onClick={onMore}>
          {busy ? `Loading ${step} more` : `Load ${step} more`}
        </Button>
      )}
    </div>
  )
}
