'use client'
// What the rows on the page are a part of: still loading, or more than a browser keeps, so that the server
// sorts and filters.
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { formatCount } from '@/lib/client/format'
import type { LiveView } from '@/lib/client/live-rows'
import type { CampaignCounts } from '@/lib/wire/campaigns'
import type { ShownRows } from './use-shown-rows'

type RowsNoteProps = { view: LiveView; shown: ShownRows; counts: CampaignCounts }

function Server({ shown, counts }: Omit<RowsNoteProps, 'view'>) {
  const { failure, count, at_least, readFromFirst, rows, busy } = shown
  if (failure) {
    return (
      <Banner tone="bad" className="mb-2">
        The server could not sort and filter these rows: {failure.message}
      </Banner>
    )
  }
  if (busy && rows.length === 0) {
    return (
      <p className="mb-2 text-fg-muted">
        The server sorts and filters {formatCount(counts.rows)} rows. After 8 s it gives up and says
        so.
      </p>
    )
  }
  return (
    <p className="mb-2 flex flex-wrap items-center gap-2 text-fg-muted">
      <span>
        Showing {formatCount(rows.length)} of {at_least && 'at least '}
        {formatCount(count)} that match, of {formatCount(counts.rows)} rows; sort and filter run on
        the server.
      </span>
      <Button size="small" variant="ghost" onClick={() => readFromFirst(false)}>
        Newest rows
      </Button>
    </p>
  )
}

export function RowsNote({ view, shown, counts }: RowsNoteProps) {
  if (shown.isServer) return <Server shown={shown} counts={counts} />
  const { length } = view
  if (shown.isLarge) {
    return (
      <p className="mb-2 flex flex-wrap items-center gap-2 text-fg-muted">
        <span>
          Showing the newest {formatCount(length)} of {formatCount(counts.rows)} rows; sort and
          filter run on the server.
        </span>
        <Button size="small" variant="ghost" onClick={() => shown.readFromFirst(true)}>
          From the first row
        </Button>
      </p>
    )
  }
  return null
}
