'use client'
// A search that takes its time: how far back it has read, what it has found, and the way to stop it.
import { LoaderCircle, Search } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { formatNoun } from '@/lib/client/format'
import { useNow, useZone } from '@/lib/client/use-clock'
import type { CursorList, Reading } from '@/lib/client/use-cursor'
import { shortInstant } from './range-words'

/** Before that it is not worth telling. */
const quietMs = 2_000

type ReadingStripProps = {
  list: Pick<CursorList<unknown>, 'reading' | 'items' | 'busy' | 'stop' | 'more'>
  noun: string
  /** The end of the range, which reading began at; now without it. */
  to: string | null
}

type BarProps = { reading: Reading; to: number }

/** How much of the time was read, where its beginning is known. */
function Share({ reading, to }: BarProps) {
  const until = Date.parse(reading.read_until ?? '')
  if (Number.isNaN(until) || until >= to) return null
  const share = Math.min(1, Math.max(0, (to - Date.parse(reading.read_to)) / (to - until)))
  return (
    <span className="flex items-center gap-2 text-fg-muted tabular-nums">
      <span aria-hidden className="h-1.5 w-24 overflow-hidden rounded-full bg-line">
        <span className="block h-full bg-accent" style={{ width: `${100 * share}%` }} />
      </span>
      {Math.floor(100 * share)} % of the time
    </span>
  )
}

export function ReadingStrip({ list, noun, to }: ReadingStripProps) {
  const now = useNow()
  const zone = useZone()
  const { reading, items, busy, stop, more } = list
  if (!reading) return null
  const { since, read_to, is_stopped } = reading
  // `now` moves once a second, so that the strip comes by itself.
  if (!is_stopped && Math.max(now, Date.now()) - since < quietMs) return null
  const back = shortInstant(Date.parse(read_to), now, zone)
  return (
    <section
      aria-label="How far the search has read"
      className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-line bg-info-soft px-3 py-2"
    >
      {busy ? (
        <LoaderCircle aria-hidden className="shrink-0 text-info-fg motion-safe:animate-spin" />
      ) : (
        <Search aria-hidden className="shrink-0 text-info-fg" />
      )}
      <span className="min-w-0 tabular-nums">
        {is_stopped ? 'Stopped: read back to ' : 'Read back to '}
        {back}, {formatNoun(items.length, noun)} found.
      </span>
      <Share reading={reading} to={Date.parse(to ?? '') || now} />
      <Button size="small" className="ms-auto" onClick={is_stopped ? more : stop}>
        {is_stopped ? 'Read on' : 'Stop'}
      </Button>
    </section>
  )
}
